"""What a place gives, and what of a text may leave."""

import pytest

from riskapp.evidence.takes.place import MOST_TEXT, short
from tests.riskapp.evidence.takes.conftest import TOKEN


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  acceptEdits ", "acceptEdits"),
        (12, "12"),
        (True, ""),
        (1.5, ""),
        (None, ""),
        (["a"], ""),
        ("a\nb\tc", "a b c"),
        (f"token {TOKEN}", "token [github_token …q7R8]"),
        ("/home/ada/secret-project", "[folder]"),
        ("x" * 119 + "y", "x" * 119 + "y"),
    ],
)
def test_a_text_that_leaves_is_one_line_without_secrets_and_folders(
    reader, value, text
):
    assert short(reader.redactor, value) == text


def test_a_text_that_leaves_has_at_most_120_characters(reader):
    text = short(reader.redactor, "word " * 40)

    assert len(text) == MOST_TEXT == 120
    assert text.endswith("…")


def test_the_first_pointer_that_leads_somewhere_counts(here):
    place = here({"b": [{"x": 7}, {"x": 8}], "c": None})

    assert place.first(("/a", "/b/*/y", "/b/*/x", "/c")) == (7, "/b/0/x")
    assert place.first(("/c", "/b")) == (None, "/c")
    assert place.first(("/a",)) == (None, "")
    assert place.field("nothing of that name") is None
