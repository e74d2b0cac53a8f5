import pytest


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
    assert len(lines) == len({row["said"] for row in said}) < len(said)
    assert sum(len(line["tools"]) for line in lines) == len(said)


def test_what_a_reviewer_corrected_is_shown_though_it_is_good_now(values_of):
    from riskapp.reports.context.answers import differing  # noqa: PLC0415

    row = {
        "id": "A-1", "text": "Asked", "said": "Yes", "risk": 0, "is_open": False,
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


def test_what_is_not_unknown_is_not_said_to_be(values_of):
    assert not any(words.startswith("0 ") for words in values_of("typical")["unknowns"])
    assert any("left open" in words for words in values_of("half-answered")["unknowns"])
