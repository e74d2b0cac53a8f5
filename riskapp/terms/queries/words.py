"""What is published about tools, in words for whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from riskapp.common.templatetags.words import day as as_read
from riskapp.tools.catalogue import catalogue_in_force
from riskapp.tools.changes import PROVIDER
from riskapp.tools.languages import texts_in
from riskapp.tools.mapping import guide_in_force


def labels() -> dict[str, str]:
    """What people call each fact, the first question it speaks of deciding."""
    found = {PROVIDER: _("Provider")}
    for link in guide_in_force(_language()).links:
        found.setdefault(link.fact, link.label)
    return found


def value_in_words(value: Any) -> str:
    """A published value; nothing published is "not known"."""
    if value is None:
        return _("not known")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    texts = _texts()
    parts = value if isinstance(value, list) else [value]
    return "; ".join(as_read(texts.get(part, part)) for part in map(str, parts))


def text_in_words(text: str) -> str:
    """A name of the catalogue in the language of whoever reads it."""
    return _texts().get(text, text)


def host_of(source: str) -> str:
    """The name of the machine a source is on, as a reader knows it."""
    return (urlsplit(source).hostname or "").removeprefix("www.")


def _texts() -> Mapping[str, str]:
    own = catalogue_in_force().texts.get(_language(), {})
    return {**texts_in("ai_tools", _language()), **own}


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
