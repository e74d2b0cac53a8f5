"""The answers file to fill in, and what a filled one says line by line."""

import pytest

from questionnaires.document.answers_file import read_answers
from questionnaires.document.errors import DocumentError
from questionnaires.document.offline.answers import read_questions, write_questions
from questionnaires.document.offline.content import Complaint
from tests.factories.answer_sets import answer_set_with
from tests.factories.workbooks import COVER, everything

ANSWER_SET = answer_set_with(
    {"GOV-01": "yes", "INC-02": {"value": "24", "unit": "hours"}},
    tools={"Example Agent": {"T-01": "Example Agent", "T-20": ["IE", "US"]}},
)
DOCUMENT = ANSWER_SET.document


def written(answer_set=ANSWER_SET, **kwargs):
    return write_questions(answer_set, COVER, **{"sections": everything} | kwargs)


def test_every_question_stands_in_it_with_its_choices():
    text = written()

    assert '  GOV-01: "yes"\n' in text
    assert "  #   no_rule = No, but this is not checked by technical means\n" in text
    assert "\n  GOV-02:\n" in text
    assert "  INC-02: {value: '24', unit: hours}\n" in text
    assert "      T-20: [IE, US]\n" in text


def test_it_is_an_answers_file_as_promised():
    found = read_answers(written(), "a.yaml", lambda _: DOCUMENT)

    assert found.filled.answers["GOV-01"] == "yes"
    assert [entry.title for entry in found.filled.entries] == ["Example Agent"]


def test_hidden_answers_and_other_sections_are_left_out():
    answer_set = answer_set_with(
        {"INV-01": "unknown", "INV-02": "all", "GOV-01": "yes"}
    )

    text = written(answer_set, sections=lambda code: code == "INV")

    assert "  INV-02:\n" in text
    assert "GOV-01" not in text.replace("# GOV-01", "")


def test_what_it_says_has_its_line():
    text = written()

    says = read_questions(text, "a.yaml", DOCUMENT)

    (one,) = [said for said in says.said if said.question == "GOV-01"]
    number = int(one.place.removeprefix("line "))
    assert text.splitlines()[number - 1] == '  GOV-01: "yes"'
    assert (says.response, says.change) == ("here", 7)
    assert (says.entries[0].id, says.entries[0].name) == (
        ANSWER_SET.filled.entries[0].id,
        "Example Agent",
    )


def test_what_is_empty_says_nothing():
    says = read_questions(written(), "a.yaml", DOCUMENT)

    assert {said.question for said in says.said} == {"GOV-01", "INC-02", "T-01", "T-20"}


def test_a_short_file_by_hand_is_enough():
    says = read_questions(
        "questionnaire: ai-toolchain-partner\nanswers: {GOV-01: no}\n", "a", DOCUMENT
    )

    assert [(s.question, s.raw, s.place) for s in says.said] == [
        ("GOV-01", "no", "line 2")
    ]
    assert says.change is None


def test_unknown_keys_are_told_at_their_line():
    says = read_questions(
        "questionnaire: ai-toolchain-partner\nanswers:\n  GOV-1: yes\ntools: 5\n",
        "a",
        DOCUMENT,
    )

    assert says.complaints == (
        Complaint("line 3", "unknown key 'GOV-1'", "perhaps 'GOV-01'"),
        Complaint("line 4", "'5'", "a list"),
    )


def test_what_is_the_buyers_is_left_aside():
    says = read_questions(
        "questionnaire: ai-toolchain-partner\nengagement: {ENG-01: ordinary}\n",
        "a",
        DOCUMENT,
    )

    assert says.said == ()
    assert "“engagement” in the file is left aside" in says.notices[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("questionnaire: other\n", "belongs to the questionnaire “other”"),
        ("questionnaire: [\n", "expected valid YAML"),
        ("just words", "a mapping"),
        ("", "the file is empty"),
        ("a: &x 1\nb: *x\n", "an anchor or alias"),
    ],
)
def test_another_file_is_refused_as_a_whole(text, words):
    with pytest.raises(DocumentError) as caught:
        read_questions(text, "a.yaml", DOCUMENT)

    assert words in str(caught.value)


def test_answers_of_several_lines_stay_on_one():
    answer_set = answer_set_with(
        {"GOV-01": {"not_applicable": "First\nsecond: 'x' \"y\""}}
    )

    text = written(answer_set)

    says = read_questions(text, "a", DOCUMENT)
    assert says.said[0].raw == {"not_applicable": "First\nsecond: 'x' \"y\""}
    assert sum(line.startswith("  GOV-01:") for line in text.splitlines()) == 1
