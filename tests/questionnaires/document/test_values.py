"""Answers as they are held, and one of them changed."""

from questionnaires.document.values import EntryValue, Filled, with_answer
from tests.factories.documents import document_text, parse

DOCUMENT = parse(
    document_text(repeated="- {id: T-1, text: Name?, kind: text, weight: 0}").replace(
        "AI tool}", "AI tool, title_from: T-1}"
    )
)
FILLED = Filled(
    answers={"Q-1": "no"},
    entries=(
        EntryValue("1", "TOOL", {"T-1": "One"}, "One"),
        EntryValue("2", "TOOL", {}, "Two"),
    ),
    set_aside={("Q-1", ""): "old", ("T-1", "1"): "old"},
)


def changed(name, entry, value):
    return with_answer(DOCUMENT, FILLED, DOCUMENT.questions[name], entry, value)


def test_a_new_word_counts_whatever_was_said_of_the_old_one():
    now = changed("Q-1", "", "yes")

    assert now.answers == {"Q-1": "yes"}
    assert now.set_aside == {("T-1", "1"): "old"}
    assert FILLED.answers == {"Q-1": "no"}


def test_an_answer_can_be_taken_away():
    assert changed("Q-1", "", None).answers == {}
    assert changed("T-1", "2", None).entries == FILLED.entries


def test_an_entry_is_called_what_its_answer_says():
    one, two = changed("T-1", "1", "n" * 300).entries

    assert one == EntryValue("1", "TOOL", {"T-1": "n" * 300}, "n" * 200)
    assert two == FILLED.entries[1]
    assert changed("T-1", "1", {"not_applicable": "none"}).entries[0].title == "One"
