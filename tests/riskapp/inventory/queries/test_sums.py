import datetime

import pytest
from django.http import QueryDict
from django.utils import timezone

from riskapp.inventory.forms import ToolFilter
from riskapp.inventory.models import Tool
from riskapp.inventory.queries import listed, products, vendors_with_tools
from riskapp.inventory.queries.sums import tool_sums
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
