import datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from riskapp.inventory.models import Tool
from riskapp.inventory.templatetags.tools import without_example
from riskapp.vendors.models import Vendor

TEMPLATE = Template("{% load tools %}{% tool_facts row %}")


def said_of(words, **facts):
    row = {
        "tool": Tool(name="Copilot", vendor=Vendor(name="V"), **facts),
        "words": words,
        "rights_class": "may change code",
    }
    return TEMPLATE.render(Context({"row": row}))


def test_what_is_known_of_a_tool_stands_in_the_order_of_its_columns():
    found = said_of(
        {"plan": "Business", "provider": "Example Inc.", "other": "not shown"},
        families=["GPT", "Claude"],
    )

    assert found == (
        "<dt>Provider</dt><dd>Example Inc.</dd><dt>Model</dt><dd>GPT, Claude</dd>"
        "<dt>Plan</dt><dd>Business</dd><dt>Access reviewed</dt><dd>–</dd>"
    )


def test_rights_are_told_with_their_class_and_days_as_days():
    day = datetime.date(2026, 3, 1)
    found = said_of(
        {"rights": "Writes", "changed": "2026-03-01", "reviewed": "then"},
        highest=3,
        changed_on=day,
        reviewed_on=day,
    )

    assert "<dt>Changed</dt><dd>1 Mar 2026</dd>" in found
    assert "<dd>Class 3 of 4: may change code<br>Writes</dd>" in found
    assert found.endswith("<dt>Access reviewed</dt><dd>1 Mar 2026</dd>")


def test_what_vendors_wrote_is_escaped_and_cut():
    found = said_of({"provider": "<b>" + "x" * 200})

    assert "<dd>&lt;b&gt;xx" in found
    assert "x…</dd>" in found
    assert "x" * 120 not in found


def test_labels_are_in_the_language_of_the_reader():
    assert "<dt>Access reviewed</dt>" in said_of({})
    with translation.override("de"):
        assert "<dt>Anbieter</dt>" in said_of({"provider": "A"})


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Token of an app (for example OAuth)", "Token of an app"),
        ("Token of an app", "Token of an app"),
        ("Token (of an app) made by hand", "Token (of an app) made by hand"),
        ("(for example OAuth)", "(for example OAuth)"),
        ("–", "–"),
    ],
)
def test_a_cell_leaves_out_the_example_at_the_end(words, shown):
    assert without_example(words) == shown
