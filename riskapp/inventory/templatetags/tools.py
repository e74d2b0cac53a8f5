"""What the row of a tool leaves out. Fifty rows say a dozen things each: put together here, that
takes a fifth of the time that a template takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy

from riskapp.common.templatetags.quick import date, truncatechars
from riskapp.inventory.models import Tool

register = template.Library()

CHANGED, REVIEWED, RIGHTS, FAMILIES = "changed", "reviewed", "rights", "families"
# What is said of a tool, in this order, and how much of it at most.
FACTS = (
    ("provider", gettext_lazy("Provider"), 120),
    (FAMILIES, gettext_lazy("Model"), 400),
    ("plan", gettext_lazy("Plan"), 400),
    ("autonomy", gettext_lazy("Autonomy"), 400),
    ("credential", gettext_lazy("Credential"), 120),
    ("lifetime", gettext_lazy("Valid for"), 400),
    (CHANGED, gettext_lazy("Changed"), 400),
    (RIGHTS, gettext_lazy("Rights"), 400),
    ("places", gettext_lazy("Places"), 200),
    ("retention", gettext_lazy("Kept"), 400),
    ("training", gettext_lazy("Training"), 400),
    ("contract", gettext_lazy("Contract"), 400),
    (REVIEWED, gettext_lazy("Access reviewed"), 400),
)


@register.filter
def without_example(words: str) -> str:
    """What an option says, without the example in brackets it ends with: a cell of a list is
    narrow, and all of it stands in the details."""
    main, _bracket, example = words.partition(" (")
    return main if main and example.endswith(")") else words


@register.simple_tag
def tool_facts(row: Mapping[str, Any]) -> SafeString:
    """The facts of a row of a list of tools, as the items of a list of terms."""
    tool, words = row["tool"], row["words"]
    days = {CHANGED: tool.changed_on, REVIEWED: tool.reviewed_on}
    found = []
    for column, label, most in _labels(get_language()):
        day = days.get(column)
        if day:
            text = str(date(day, gettext("j M Y")))
        elif column == FAMILIES:
            text = ", ".join(tool.families)
        else:
            text = str(words.get(column) or "")
        if text or column == REVIEWED:
            fact = escape(truncatechars(text, most)) if text else "–"
            if column == RIGHTS and tool.highest:
                fact = f"{escape(_class_of(tool, row['rights_class']))}<br>{fact}"
            found.append(f"<dt>{label}</dt><dd>{fact}</dd>")
    return mark_safe("".join(found))  # noqa: S308  # each text was escaped


@lru_cache
def _labels(_language: str | None) -> tuple[tuple[str, str, int], ...]:
    """The facts with their labels, in the language in force."""
    return tuple((column, escape(str(label)), most) for column, label, most in FACTS)


def _class_of(tool: Tool, words: str) -> str:
    return gettext("Class %(highest)s of 4: %(words)s") % {
        "highest": tool.highest,
        "words": words,
    }
