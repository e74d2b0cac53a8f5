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


def test_what_became_of_a_finding_is_said_once_where_it_is_the_same_for_all_tools(
    values_of,
):
    data = values_of("typical")["data"]

    themes = values_of("typical", followed_in(data))["themes"]

    assert themes["has_people"]
    assert themes["first"][0]["people"] == {"owners": ["Olga"], "due_on": "2027-01-31"}
    lines = [line for theme in themes["rows"] for line in theme["findings"]]
    several = [line for line in lines if len(line["tools"]) > 1]
    assert several
    assert all([state["tool"] for state in line["states"]] == [""] for line in several)


def test_a_rule_that_stands_heads_its_theme_when_its_findings_are_settled(values_of):
    data = values_of("typical")["data"]

    themes = values_of("typical", followed_in(data, state="verified"))["themes"]

    assert [theme["rule"] for theme in themes["rows"]] == ["CR-05"]
    assert themes["rows"][0]["findings"] == []
