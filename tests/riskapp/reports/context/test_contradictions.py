from django.template.loader import render_to_string

from riskapp.reports.context import Followed
from riskapp.reports.context.contradictions import contradictions

ROW = {
    "kind": "contract",
    "group": "Answers against the contract addendum",
    "title": "Another answer than the contract addendum rests on",
    "tools": [],
    "is_open": True,
    "text": "GOV-04 says “No”.",
    "reason": "",
}
WARNINGS = [
    {"text": "Two clocks.", "questions": ["INC-02", "INC-04"], "tool": ""},
    {"text": "Too long.", "questions": ["T-13"], "tool": "Alpha"},
    {"text": "Too long.", "questions": ["T-13"], "tool": "Beta"},
    {"text": "", "questions": ["T-23"], "tool": "Alpha", "is_missing": True},
]


def test_where_nobody_reviews_the_checks_of_the_score_are_told_once():
    told = contradictions({"warnings": WARNINGS}, Followed())

    [(group, rows)] = told["groups"]
    assert (told["open"], group) == (3, "")
    assert [row["tools"] for row in rows] == [[], ["Alpha", "Beta"]]
    assert told["lead"] == "3 pairs of statements do not fit together."
    [missing] = told["not_made"]
    assert "T-23" in missing.words


def test_what_the_review_knows_stands_by_group_and_what_may_stand_apart():
    allowed = ROW | {"is_open": False, "reason": "Agreed by mail."}
    known = {"open": 1, "stands": 1, "rows": [ROW, allowed], "more": 0}

    told = contradictions({"warnings": WARNINGS}, Followed(contradictions=known))

    assert told["groups"] == [(ROW["group"], [ROW])]
    assert told["standing"] == [allowed]
    assert (told["open"], len(told["not_made"])) == (1, 1)


def test_how_many_more_answers_files_contradict_is_told_in_the_report():
    row = dict.fromkeys(("question", "tool", "answer", "shows", "file"), "x")
    followed = Followed(against_files=[row], against_more=7)

    told = contradictions({"warnings": []}, followed)
    html = render_to_string(
        "reports/pdf/_contradictions.html", {"contradictions": told}
    )

    assert "7 more stand on the page of evidence." in " ".join(html.split())


def test_nothing_is_told_where_everything_goes_together():
    nothing = {"open": 0, "stands": 0, "rows": [], "more": 0}

    told = contradictions({"warnings": []}, Followed(contradictions=nothing))

    assert not told["is_told"]
    assert told["lead"] == ""
