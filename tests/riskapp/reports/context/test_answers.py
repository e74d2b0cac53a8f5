from dataclasses import replace
from pathlib import Path

import pytest

from questionnaires.document.answer_set import AnswerSet
from riskapp.reports.context.answers import countries, destinations, differing
from riskapp.scoring.files import score_file


def rows_of(context):
    return [row for group in context["groups"] for row in group["rows"]]


@pytest.mark.parametrize("example", ["typical", "half-answered"])
def test_every_weak_or_open_answer_is_shown_and_every_other_is_named(
    values_of, example
):
    context = values_of(example)

    shown = {q["id"] for section in context["differing"] for q in section["questions"]}
    named = {name for section in context["differing"] for name in section["good"]}
    rows = rows_of(context)
    weak = {row["id"] for row in rows if row["is_open"] or (row["risk"] or 0) >= 2}
    assert shown == weak
    assert named == {row["id"] for row in rows if row["risk"] is not None} - weak


def test_tools_that_answer_alike_share_a_line(values_of):
    context = values_of("typical")

    questions = {
        question["id"]: question
        for section in context["differing"]
        for question in section["questions"]
    }
    said = [row for row in rows_of(context) if row["id"] == "T-28" and row["risk"] >= 2]
    lines = questions["T-28"]["lines"]
    assert len(lines) == len({row["display_text"] for row in said}) < len(said)
    assert sum(len(line["tools"]) for line in lines) == len(said)


def test_what_a_reviewer_corrected_is_shown_though_it_is_good_now(values_of):
    row = {
        "id": "A-1", "text": "Asked", "display_text": "Yes", "risk": 0, "is_open": False,
        "evidence": "", "is_first": True,
    }  # fmt: skip
    group = {"code": "A", "section": "A", "title": "A", "kind": "", "rows": [row]}

    [section] = differing([group], {("A-1", "")})

    assert [question["id"] for question in section["questions"]] == ["A-1"]


def test_tools_are_told_apart_by_the_most_delicate_country_each_leads_to(values_of):
    found = values_of("typical")["destinations"]

    assert {part["status"]: part["tools"] for part in found["parts"]} == {
        "third": ["CodeRabbit Pro"],
        "not_known": ["Cursor Business 2.1"],
        "conditional": [
            "GitHub Copilot Business",
            "Claude Code (Team)",
            "Snyk Code (Enterprise)",
        ],
    }
    assert found["total"] == 5


@pytest.mark.parametrize(
    ("processed", "seen", "status", "place"),
    [
        (["eea"], ["nobody"], "eea", "In the EEA, country not stated"),
        (["world"], ["eea"], "third", "World-wide, or not limited to any country"),
        (["DE"], ["IN"], "third", "India"),
        (["DE"], ["unknown"], "not_known", "Germany"),
        (["unknown"], ["nobody"], "not_known", None),
    ],
)
def test_a_place_without_a_country_counts_by_what_it_is(processed, seen, status, place):
    answers, answer_set, _result = score_file(Path("docs/examples/careful.yaml"))
    [first, *_others] = answers.filled.entries
    said = first.answers | {"T-20": processed, "T-21": seen}
    twins = tuple(replace(first, id=name, answers=said) for name in ("a", "b"))
    filled = replace(answers.filled, entries=twins)

    [part] = destinations(AnswerSet(answer_set.document, filled, answer_set.as_of))[
        "parts"
    ]

    assert (part["status"], part["count"]) == (status, 2), "tools of one name are two"
    assert part["places"] == ([place] if place else [])
    listed = countries(AnswerSet(answer_set.document, filled, answer_set.as_of))
    assert place is None or place in [row["name"] for row in listed]


def test_what_is_not_unknown_is_not_said_to_be(values_of):
    assert not any(words.startswith("0 ") for words in values_of("typical")["unknowns"])
    assert any("left open" in words for words in values_of("half-answered")["unknowns"])
