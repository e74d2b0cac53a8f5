import datetime

import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from riskapp.dashboards.choices import Runs
from riskapp.dashboards.forms import ScopeFilter, kept_work
from riskapp.dashboards.queries.dates import (
    PAST,
    RunningOutList,
    in_words,
    is_month,
    month_after,
    months_from,
    running_out,
    time_line,
)
from riskapp.inventory.models import Tool
from tests.riskapp.dashboards.conftest import decide, in_days, scope_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio_of_four")]


def numbers(line):
    return {row.label: row.number for row in line.rows}


def test_everything_that_ends_stands_in_one_line(portfolio_of_four):
    world = portfolio_of_four
    decide(world.low, world.approver, in_days(40))
    tool = Tool.objects.filter(engagement=world.typical.engagement).first()
    Tool.objects.exclude(pk=tool.pk).update(lifetime_as="unknown")
    Tool.objects.filter(pk=tool.pk).update(
        changed_on=in_days(-10),
        changed_as="value",
        lifetime=24 * 30,
        lifetime_as="value",
    )

    line = time_line(scope_of(world.approver))
    rows = [in_words(row) for row in running_out(scope_of(world.approver))]

    assert numbers(line) == {
        "Decisions": 1,
        "Risk acceptances": 1,
        "Contracts": 1,
        "Credentials": 1,
    }
    assert [(row.kind, row.day) for row in rows] == [
        (Runs.CONTRACT, in_days(-3)),
        (Runs.ACCEPTANCE, in_days(9)),
        (Runs.CREDENTIAL, in_days(20)),
        (Runs.DECISION, in_days(40)),
    ]
    assert str(world.low.pk) in rows[3].url


def test_an_accepted_finding_is_named_in_the_language_of_the_reader(portfolio_of_four):
    scope = scope_of(portfolio_of_four.approver)
    [accepted] = [
        row for row in running_out(scope) if in_words(row).kind == Runs.ACCEPTANCE
    ]
    english = in_words(accepted).what

    with translation.override("de"):
        german = in_words(accepted).what

    assert german not in ("", english)


def test_every_number_is_what_its_list_shows(portfolio_of_four):
    world = portfolio_of_four
    decide(world.low, world.approver, in_days(40))
    scope = scope_of(world.approver)

    line = time_line(scope)

    for kind, row in zip(
        (k for k in Runs if str(k.label) in numbers(line)), line.rows, strict=True
    ):
        for month, cell in zip(
            (PAST, *months_from(scope.today)), row.cells, strict=True
        ):
            text = month if month == PAST else month.strftime("%Y-%m")
            assert len(running_out(scope, kind, text)) == cell.number


@pytest.mark.parametrize("narrowed", ["", "tier=high", "tier=high&owner=0"])
def test_pages_hold_the_same_as_the_whole(portfolio_of_four, narrowed):
    world = portfolio_of_four
    decide(world.low, world.approver, in_days(40))
    asked = ScopeFilter(
        QueryDict(narrowed), queryset=kept_work(world.approver), user=world.approver
    )
    scope = asked.scope(world.approver, timezone.localdate())
    for kind, month in (
        ("", ""),
        ("", PAST),
        (Runs.CONTRACT, ""),
        (Runs.DECISION, "2026-01"),
    ):
        whole = list(running_out(scope, kind, month))

        pages = RunningOutList(scope, kind, month)

        assert pages.count_to(100) == len(whole)
        assert pages.count_to(1) == min(len(whole), 1)
        assert pages[0:100] == whole
        assert [row for at in range(len(whole)) for row in pages[at : at + 1]] == whole


def test_kinds_of_which_nothing_ends_are_named_in_one_line(portfolio_of_four):
    Tool.objects.update(lifetime_as="unknown")

    line = time_line(scope_of(portfolio_of_four.approver))

    assert line.nothing == ["Decisions", "Credentials"]
    assert line.highest == 1


def test_nothing_of_another_organisation_runs_out(portfolio_of_four):
    scope = scope_of(portfolio_of_four.stranger)

    assert time_line(scope).rows == []
    assert list(running_out(scope)) == []


def test_months_follow_each_other_over_the_end_of_a_year():
    assert month_after(datetime.date(2026, 12, 1)) == datetime.date(2027, 1, 1)
    assert [day.month for day in months_from(datetime.date(2026, 11, 29))] == [
        11, 12, 1, 2, 3, 4,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "known"),
    [("past", True), ("2026-12", True), ("2026-13", False), ("x", False)],
)
def test_only_months_are_asked_for(text, known):
    assert is_month(text) is known
