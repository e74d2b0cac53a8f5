from collections import Counter

import pytest

from riskapp.reports.context import Followed

EXAMPLES = (
    "careful",
    "half-answered",
    "personal-accounts",
    "production-agents",
    "typical",
)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_finding_and_every_critical_rule_stands_in_one_theme(values_of, example):
    context = values_of(example)

    themes = context["themes"]["rows"]
    assert sum(theme["count"] for theme in themes) == len(context["data"]["findings"])
    headed = [theme["rule"] for theme in themes if theme["rule"]]
    assert sorted(headed) == sorted({r.by for r in context["rules"] if r.is_rule})


def test_the_way_to_a_better_rating_is_marked(values_of):
    themes = values_of("typical")["themes"]

    assert themes["way"].startswith("To reach Moderate (27.1): one finding")
    [marked] = [theme for theme in themes["rows"] if theme["is_on_the_way"]]
    assert marked["rule"] == "CR-05"
    assert marked["effect"] == "Moderate 26.3"


def followed_in(data, **changed):
    """The findings of a score as people follow them, all alike."""
    usual = {
        "source": "answer", "severity": "high", "state": "open", "owner": "Olga",
        "due_on": "2027-01-31", "plan": None,
    }  # fmt: skip
    rows = [dict(row) | usual | changed for row in data["findings"]]
    return Followed(tracked=True, findings=rows)


def test_what_the_findings_of_a_theme_share_is_said_once_with_it(values_of):
    data = values_of("typical")["data"]

    themes = values_of("typical", followed_in(data))["themes"]

    assert themes["has_people"]
    assert themes["first"][0]["people"] == {"owners": ["Olga"], "due_on": "2027-01-31"}
    usual = [theme["usual"] for theme in themes["rows"] if theme["findings"]]
    assert {(one["owner"], one["due_on"]) for one in usual} == {("Olga", "2027-01-31")}
    lines = [line for theme in themes["rows"] for line in theme["findings"]]
    assert not any(line["states"] for line in lines)


def test_a_finding_says_what_is_otherwise_with_it_and_for_which_tools(values_of):
    data = values_of("typical")["data"]
    followed = followed_in(data)
    several = Counter(row["question"] for row in followed.findings).most_common(1)[0][0]
    changed = [row for row in followed.findings if row["question"] == several][:2]
    for row in changed:
        row["owner"] = "Petra"

    themes = values_of("typical", followed)["themes"]

    lines = [line for theme in themes["rows"] for line in theme["findings"]]
    told = [line["states"] for line in lines if line["states"]]
    [[state]] = told
    assert state["owner"] == "Petra"
    assert state["tools"] == [row["tool"] for row in changed]


def test_a_rule_that_stands_heads_its_theme_when_its_findings_are_settled(values_of):
    data = values_of("typical")["data"]

    themes = values_of("typical", followed_in(data, state="verified"))["themes"]

    assert [theme["rule"] for theme in themes["rows"]] == ["CR-05"]
    assert themes["rows"][0]["findings"] == []
