import datetime

import pytest

from riskapp.terms.choices import FactsShown
from riskapp.terms.queries.published import count_facts, offered, published

FAR = datetime.date(2040, 1, 1)
NOW = datetime.date(2026, 11, 30)


@pytest.mark.parametrize("shown", FactsShown)
def test_what_is_shown_alone_is_as_much_as_is_counted(shown):
    rows = published(NOW, shown)

    assert sum(len(row.facts) for row in rows) == count_facts(NOW)[shown]
    assert all(row.facts for row in rows)


@pytest.mark.parametrize("day", [NOW, FAR])
def test_the_numbers_add_up_to_all_facts(day):
    assert sum(count_facts(day).values()) == sum(
        len(row.facts) for row in published(day)
    )


def test_every_tool_that_can_be_chosen_is_listed_once_by_name():
    rows = published(NOW)

    names = [row.plan.name.casefold() for row in rows]
    assert names == sorted(names)
    assert [row.plan for row in rows] == offered()
    assert all(row.plan.is_offered for row in rows)


def test_years_later_every_dated_fact_is_to_be_looked_at_again():
    counts = count_facts(FAR)

    assert counts[FactsShown.AGAIN] > counts[FactsShown.DATED] == 0
    [row, *_] = published(FAR, FactsShown.AGAIN)
    assert row.facts[0].is_old
    assert not row.facts[0].is_undated


def test_words_of_a_fact_are_for_readers():
    facts = [one for row in published(NOW) for one in row.facts]

    assert {one.value for one in facts} >= {"yes", "no"}
    assert not [one.label for one in facts if "_" in one.label]
