"""The answers file to fill in, and what a filled one says line by line."""

from dataclasses import replace

import pytest

from questionnaires.document.answers_file import read_answers
from questionnaires.document.errors import DocumentError
from questionnaires.document.offline.answers import read_questions, write_questions
from questionnaires.document.offline.content import Complaint
from tests.factories.answer_sets import answer_set_with
from tests.factories.documents import answer_set_of, minimal_document
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


def test_what_people_wrote_stands_in_it_as_they_wrote_it():
    answer_set = answer_set_with(tools={"Prüfer Zürich": {"T-01": "Prüfer 検"}})

    text = written(answer_set)

    assert 'name: "Prüfer Zürich"' in text
    assert 'T-01: "Prüfer 検"' in text


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

    (one,) = [said for said in says.answers if said.question == "GOV-01"]
    number = int(one.place.removeprefix("line "))
    assert text.splitlines()[number - 1] == '  GOV-01: "yes"'
    assert (says.response, says.change) == ("here", 7)
    assert (says.entries[0].id, says.entries[0].name) == (
        ANSWER_SET.filled.entries[0].id,
        "Example Agent",
    )


def test_what_is_empty_says_nothing():
    says = read_questions(written(), "a.yaml", DOCUMENT)

    assert {said.question for said in says.answers} == {
        "GOV-01",
        "INC-02",
        "T-01",
        "T-20",
    }


def test_a_short_file_by_hand_is_enough():
    says = read_questions(
        "questionnaire: ai-toolchain-partner\nanswers: {GOV-01: no}\n", "a", DOCUMENT
    )

    assert [(s.question, s.raw, s.place) for s in says.answers] == [
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

    assert says.answers == ()
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
    assert says.answers[0].raw == {"not_applicable": "First\nsecond: 'x' \"y\""}
    assert sum(line.startswith("  GOV-01:") for line in text.splitlines()) == 1


# A small file in full, as somebody gets it.
SMALL = minimal_document(
    """
    - id: Q-1
      text: Is there a rule?
      kind: single
      weight: 0
      options: [{code: "yes", label: "Yes"}, {code: "no", label: "No"}]
    - id: Q-2
      text: "How long? Say it."
      kind: number
      weight: 0
      units: [{code: days, label: days}]
      specials: [{code: unknown, label: Not known}]
    - {id: Q-3, text: Why?, kind: text, weight: 0}
    """,
    repeated="""
    - {id: T-1, text: Name?, kind: text, weight: 0}
    - {id: T-2, text: Where?, kind: countries, weight: 0}
    """,
)
GIVEN = answer_set_of(
    SMALL,
    {"Q-1": "yes", "Q-3": {"not_applicable": "First line\nSecond: line"}},
    {"T-1": "One"},
)


def test_a_small_file_is_written_in_full():
    lines = written(GIVEN).splitlines()

    assert lines[0] == "# A small document"
    assert lines[2] == (
        "# Write a value behind the colon. What is left empty changes nothing."
    )
    assert lines[3] == 'questionnaire: "small@1"'
    body = lines[lines.index("answers:") :]
    assert body[:12] == [
        "answers:",
        "",
        "  # Governance",
        "  # Q-1: Is there a rule?",
        "  #   one of:",
        "  #   yes = Yes",
        "  #   no = No",
        '  Q-1: "yes"',
        "  # Q-2: How long? Say it.",
        "  #   {value: 24, unit: ...}, the unit one of: days (days)",
        "  #   unknown = Not known",
        "  Q-2:",
    ]
    assert body[12] == "  # Q-3: Why?"
    assert body[14:20] == [
        "",
        "# Tools",
        "# T-1: Name?",
        "# T-2: Where?",
        "#   a list of country codes, such as [IE, US]",
        "tools:",
    ]
    assert body[20:25] == [
        '  - id: "1"',
        '    name: "Tool 1"',
        "    answers:",
        '      T-1: "One"',
        "      T-2:",
    ]


def test_a_reason_of_several_lines_stands_in_one_and_is_read_back():
    (said,) = [
        one
        for one in read_questions(written(GIVEN), "a.yaml", SMALL).answers
        if one.question == "Q-3"
    ]

    assert said.raw == {"not_applicable": "First line\nSecond: line"}


def test_who_may_list_more_sees_how():
    more = [
        "  # One more, as often as you need it, without the # signs:",
        "  # - answers:",
        "  #     T-1:",
        "  #     T-2:",
    ]

    closed = write_questions(
        GIVEN, replace(COVER, takes_entries=False), sections=everything
    )
    done = write_questions(GIVEN, replace(COVER, is_open=False), sections=everything)
    there = write_questions(
        GIVEN,
        replace(COVER, is_open=True, takes_entries=True),
        sections=everything,
    )

    assert there.splitlines()[-4:] == more
    assert "One more" not in closed
    assert "One more" not in done
    assert "downloaded" not in done


def test_a_long_text_of_a_question_is_cut_and_shown_in_one_line():
    asked = SMALL.questions["Q-3"]
    long = replace(asked, text="x\n\ty\u200b " + "z" * 5000)
    section = SMALL.sections[0]
    section = replace(section, questions=(*section.questions[:2], long))
    document = replace(SMALL, sections=(section, *SMALL.sections[1:]))

    (line,) = [
        one
        for one in written(answer_set_of(document)).splitlines()
        if one.startswith("  # Q-3: ")
    ]

    assert line.startswith("  # Q-3: x y zz")
    assert line.endswith("z…")


def said_by(text, document=SMALL):
    return read_questions(f"questionnaire: small@1\n{text}", "a.yaml", document)


def test_what_a_file_says_is_told_with_its_lines():
    says = said_by(
        "downloaded: {response: here, change: 7}\n"
        "answers:\n"
        "  Q-1: yes\n"
        "  Q-2:\n"
        "tools:\n"
        "  - id: '1'\n"
        "    name: One\n"
        "    answers:\n"
        "      T-1: One\n"
        "  - answers: {T-2: [IE]}\n"
    )

    assert says.questionnaire == "small@1"
    assert (says.response, says.change) == ("here", 7)
    assert [(one.place, one.question, one.entry, one.raw) for one in says.answers] == [
        ("line 4", "Q-1", "", "yes"),
        ("line 10", "T-1", "new-1", "One"),
        ("line 11", "T-2", "new-2", ["IE"]),
    ]
    assert [
        (one.ref, one.section, one.place, one.id, one.name) for one in says.entries
    ] == [
        ("new-1", "TOOL", "line 7", "1", "One"),
        ("new-2", "TOOL", "line 11", "", ""),
    ]
    assert (says.complaints, says.notices) == ((), ())


@pytest.mark.parametrize(
    ("text", "response", "change"),
    [
        ("", "", None),
        ("downloaded: {}\n", "", None),
        (f"downloaded: {{response: {'r' * 61}}}\n", "r" * 60, None),
        ("downloaded: {change: soon}\n", "", None),
        ("downloaded: {change: true}\n", "", None),
        ("downloaded: {change: 0}\n", "", 0),
    ],
)
def test_where_a_file_comes_from_is_told_as_far_as_it_says(text, response, change):
    says = said_by(text)

    assert (says.response, says.change) == (response, change)


def test_tools_where_nothing_repeats_are_complained_of():
    plain = minimal_document(
        "- {id: Q-1, text: Why?, kind: text, weight: 0}\n",
    )

    (complaint,) = said_by("answers: {Q-1: x}\ntools: [{name: A}]\n", plain).complaints

    assert (complaint.place, complaint.what) == ("line 3", "“tools” lists something")
    assert said_by("answers: {Q-1: x}\ntools: []\n", plain).complaints == ()
    assert complaint.expected


def test_what_is_not_for_them_to_say_is_left_aside_with_a_word():
    says = said_by("engagement: {P: x}\nevidence: {Q-1: verified}\n")

    assert says.notices == (
        "“engagement” in the file is left aside: it is not for you to say.",
        "“evidence” in the file is left aside: it is not for you to say.",
    )


def test_a_file_of_another_questionnaire_is_refused():
    with pytest.raises(DocumentError) as refused:
        read_questions("\nas_of: 2026-11-23\nquestionnaire: big@1\n", "a.yaml", SMALL)

    (fault,) = refused.value.faults
    assert (fault.line, fault.what, fault.expected) == (
        3,
        "the file belongs to the questionnaire “big@1”",
        "small",
    )
