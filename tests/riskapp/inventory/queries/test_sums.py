import datetime
from collections import Counter
from random import Random

import pytest
from django.http import QueryDict
from django.utils import timezone

from riskapp.inventory.forms import ToolFilter
from riskapp.inventory.models import KEPT_FOR, Tool
from riskapp.inventory.queries import (
    listed,
    older_than,
    products,
    review_due,
    vendors_with_tools,
    weak_codes,
)
from riskapp.inventory.queries.sums import AGES, STATIC, age_of, tool_sums
from tests.factories.riskapp import scored

pytestmark = pytest.mark.django_db


def ago(days):
    return timezone.localdate() - datetime.timedelta(days=days)


def numbers(bars):
    return {bar.code: bar.number for bar in bars if bar.number}


def test_every_tool_stands_once_in_each_picture(organisation, analyst):
    scored(organisation, analyst, "production-agents")
    tools = listed(analyst)

    found = tool_sums(tools, timezone.localdate())

    count = tools.count()
    assert found.total == count > 0
    for bars in (found.ages, found.training, found.kept):
        assert sum(bar.number for bar in bars) == count
    assert sum(n for row in found.heat for _code, n in row.numbers) <= count
    assert found.highest_heat == max(n for row in found.heat for _c, n in row.numbers)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"changed_on": ago(30), "changed_as": "value"}, "0-30"),
        ({"changed_on": ago(31), "changed_as": "value"}, "31-90"),
        ({"changed_on": ago(91), "changed_as": "value"}, "91-180"),
        ({"changed_on": ago(181), "changed_as": "value"}, "181-365"),
        ({"changed_on": ago(366), "changed_as": "value"}, "365"),
        ({"changed_on": None, "changed_as": "never"}, "never"),
        ({"changed_on": None, "changed_as": "always"}, "always"),
        ({"changed_on": None, "changed_as": "unknown"}, "unknown"),
    ],
)
def test_a_credential_is_as_old_as_its_last_change(
    organisation, analyst, changes, code
):
    scored(organisation, analyst, "careful")
    Tool.objects.update(**changes, credential="key")

    found = tool_sums(listed(analyst), timezone.localdate())

    (bar,) = [bar for bar in found.ages if bar.number]
    assert (bar.code, bar.hatched) == (code, bar.number)


def test_every_number_is_what_the_list_shows(organisation, analyst):
    scored(organisation, analyst, "production-agents")
    tools = listed(analyst)
    tools.filter(pk=tools.first().pk).update(training="")
    found = tool_sums(tools, timezone.localdate())

    def shown(query):
        rows = ToolFilter(
            QueryDict(query),
            queryset=tools,
            products=products(tools),
            vendors=vendors_with_tools(tools),
            user=analyst,
        )
        return rows.qs.count()

    for name, bars in (
        ("aged", found.ages),
        ("training", found.training),
        ("kept", found.kept),
    ):
        for code, number in numbers(bars).items():
            assert shown(f"{name}={code}") == number, (name, code)
    for row in found.heat:
        for code, number in row.numbers:
            assert shown(f"autonomy={code}&level={row.level}") == number


def test_sums_of_any_tools_are_those_of_counting_each(organisation, analyst):
    """What is grouped by what the database keeps, against the columns themselves."""
    scored(organisation, analyst, "production-agents")
    scored(organisation, analyst, "typical")
    today, dice = timezone.localdate(), Random(16)
    for tool in Tool.objects.all():
        Tool.objects.filter(pk=tool.pk).update(
            credential=dice.choice(("", "pat", "key", "app")),
            highest=dice.randrange(5),
            autonomy=dice.choice(("", "approve", "unattended")),
            training=dice.choice(("", "no", "yes", "unknown")),
            contract=dice.choice(("", "terms", "dpa_std")),
            retention=dice.choice((None, 0, 30, 31, 90, 91)),
            retention_as=dice.choice(("value", "endless", "unknown")),
            **dice.choice(
                [
                    {"changed_on": ago(days), "changed_as": "value"}
                    for days in (30, 90, 91, 365, 366)
                ]
                + [
                    {"changed_on": None, "changed_as": told}
                    for told in ("never", "always", "unknown")
                ]
            ),
            excess_rank=dice.choice((0, 1000)),
            reviewed_on=dice.choice((None, ago(365), ago(366))),
        )
    for tools in (listed(analyst), listed(analyst).filter(highest__gte=2)):
        found = tool_sums(tools, today, by_product=True)

        rows = list(tools)
        assert found.total == len(rows) > 1
        assert found.products == products(tools)
        assert {bar.code: bar.hatched for bar in found.ages if bar.hatched} == Counter(
            code
            for code, _label in AGES
            for tool in tools.annotate(age=age_of(today)).filter(age=code)
            if tool.credential in STATIC
        )
        assert numbers(found.kept) == Counter(
            tools.annotate(kept=KEPT_FOR).values_list("kept", flat=True)
        )
        assert {
            (row.level, code): number
            for row in found.heat
            for code, number in row.numbers
            if number
        } == Counter((t.highest, t.autonomy) for t in rows if t.autonomy)
        assert found.calling == {
            "old": tools.filter(older_than(today, datetime.timedelta(days=90))).count(),
            "excess": tools.filter(excess_rank__gt=0).count(),
            "contract": tools.filter(contract__in=weak_codes("contract")).count(),
            "review": tools.filter(review_due(today)).count(),
            "training": tools.filter(training__in=weak_codes("training")).count(),
        }
