from decimal import Decimal

from django.utils import translation

from riskapp.presentation.score import FIVE, present, rules_of, tools_of


def test_every_number_is_the_one_that_was_stored(told):
    _, data = told

    shown = present(data)

    assert [figure.name for figure in shown.five] == list(FIVE)
    assert all(f.value == data[name]["value"] for name, f in shown.numbers.items())
    assert shown.rating == data["residual"]["rating"]


def test_a_rating_raised_by_a_rule_names_the_rule_and_both_numbers(told_of):
    _, data = told_of("production-agents")

    shown = present(data)

    assert shown.is_raised
    assert shown.holder is shown.rules[0]
    assert shown.reason.startswith(shown.holder.title)
    assert "or more; the model gives " + data["residual_model"]["value"] in shown.reason
    assert shown.suggested == "Stop the tool or the access concerned now."


def test_a_rating_that_only_missing_answers_raise_says_so(told_of):
    _, data = told_of("half-answered")

    assert present(data).reason.startswith("This cannot be ruled out, because answers")


def test_a_rating_no_rule_raises_says_what_remains(told_of):
    _, data = told_of("careful")

    shown = present(data, lambda value: f"<{value}>")

    assert shown.holder is None
    assert shown.reason == (
        f"Of an inherent risk of <{data['inherent']['value']}>, "
        f"<{data['residual']['value']}> remains: control strength is strong, "
        f"<{data['control']['value']}> %, and no rule raises the rating."
    )


def test_words_are_in_the_language_of_the_reader(told_of):
    _, data = told_of("careful")

    with translation.override("de"):
        shown = present(data)

    assert shown.rating_words == "Gering"
    assert shown.numbers["inherent"].label == "Inhärentes Risiko"


def test_a_rule_is_listed_once_with_every_time_it_holds(told):
    _, data = told

    rules = rules_of(data)

    values = [rule.value for rule in rules]
    assert values == sorted(values, reverse=True)
    assert len({rule.by for rule in rules}) == len(rules)
    assert sum(len(rule.firings) for rule in rules) == len(data["floors"])


def test_a_rule_that_fired_at_its_heaviest_is_certain_whatever_else_is_missing(told_of):
    _, data = told_of("half-answered")
    [floor, *_] = [f for f in data["floors"] if f["missing"]]
    certain = floor | {"missing": [], "tool": "Another", "entry": "2"}

    [doubted] = rules_of(data | {"floors": [floor]})
    [rule] = rules_of(data | {"floors": [floor, certain]})

    assert not doubted.is_certain
    assert rule.is_certain
    assert [one.tool for one in rule.missing] == [floor["tool"]]


def test_tools_come_worst_first_by_the_exact_number(told_of):
    _, data = told_of("typical")
    [tool, *_] = data["tools"]
    values = ("9.9", "100.0", "27.3", "27.3")

    found = tools_of(
        {
            "tools": [
                tool | {"residual": v, "entry": str(n)} for n, v in enumerate(values)
            ]
        }
    )

    assert [row["entry"] for row in found] == ["1", "2", "3", "0"]
    assert all(Decimal(row["residual"]) for row in found)
