"""Lists of tools stay fast because of indexes, not because there are few rows."""

import datetime
import re

import pytest
from django.db import connection

from questionnaires.models import Entry
from riskapp.accounts.choices import Role
from riskapp.common.sorting import natural
from riskapp.inventory.forms import ToolFilter
from riskapp.inventory.models import Tool
from riskapp.inventory.queries import (
    first_found,
    listed,
    products,
    vendors_with_tools,
)
from riskapp.inventory.queries.listing import ByProduct, ByValue
from riskapp.vendors.models import Engagement, Vendor
from tests.factories.questionnaires import make_response
from tests.factories.riskapp import EngagementFactory, OrganisationFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("analyst")]
ORGANISATIONS, TOOLS = 8, 500


@pytest.fixture(scope="module")
def analyst(shared):
    """A member of one of many organisations with many tools each."""
    response = make_response()
    for _ in range(ORGANISATIONS):
        engagement = EngagementFactory(vendor__organisation=OrganisationFactory())
        entries = Entry.objects.bulk_create(
            Entry(response=response, section="TOOL", position=n) for n in range(TOOLS)
        )
        Tool.objects.bulk_create(
            Tool(
                organisation=engagement.organisation,
                vendor=engagement.vendor,
                engagement=engagement,
                response=response,
                entry=entry,
                position=n,
                name=f"Tool {n}",
                product=f"Tool {n % 50}",
                excess_rank=n if n % 20 == 0 else 0,
                changed_on=datetime.date(2026, 1, 1) + datetime.timedelta(days=n),
                places=[["US"], ["IE"], ["IN", "US"]][n % 3],
            )
            for n, entry in enumerate(entries)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE inventory_tool")
    return member(engagement.organisation, Role.ANALYST)


def plan(tools):
    return tools.order_by().explain()


def test_the_tools_of_a_product_are_found_by_an_index(analyst):
    """Two begin with the product; which of them is smaller depends on what lay in it before."""
    found = plan(listed(analyst).filter(product="Tool 7"))
    assert re.search(
        r"Index Cond: .*organisation_id.* AND .*product.* = 'Tool 7'", found
    )


def test_old_credentials_are_found_by_their_index(analyst):
    old = listed(analyst).filter(changed_on__lt=datetime.date(2026, 1, 20))

    assert "tools_by_credential_age" in plan(old)


def test_excess_rights_are_found_by_their_index(analyst):
    excess = listed(analyst).filter(excess_rank__gt=0)

    assert "tools_with_excess" in plan(excess)


def test_tools_stand_in_the_order_of_their_numbers_by_their_index(analyst):
    first = list(listed(analyst)[: TOOLS // 5])

    assert [tool.product for tool in first] == [
        f"Tool {n}" for n in range(10) for _ in range(TOOLS // 50)
    ]
    assert "tools_in_order" in listed(analyst).values("pk")[:50].explain()


def test_no_list_reads_the_tools_of_others(analyst):
    assert "Seq Scan on inventory_tool" not in plan(listed(analyst))
    assert listed(analyst).count() == TOOLS


def test_a_list_that_is_narrowed_has_the_same_order(analyst):
    dear = listed(analyst).filter(highest=0)

    assert [tool.pk for tool in first_found(dear)] == [tool.pk for tool in dear]
    assert "tools_in_order" not in first_found(dear).values("pk")[:25].explain()


def test_tools_stand_where_the_names_of_vendor_and_work_put_them(analyst):
    first, second = Engagement.objects.order_by("pk")[:2]
    Tool.objects.exclude(engagement__in=(first, second)).delete()

    def places():
        rows = Tool.objects.select_related("vendor", "engagement")
        return {
            (t.vendor_sorted, t.work_sorted): (
                t.vendor.name_sorted,
                t.engagement.name_sorted,
            )
            for t in rows
        }

    assert all(kept == own for kept, own in places().items())
    Vendor.objects.filter(pk=first.vendor_id).update(name="Ährenfeld 2")
    Engagement.objects.filter(pk=second.pk).update(name="Portal 10")
    assert all(kept == own for kept, own in places().items())
    Tool.objects.filter(engagement=first).update(
        engagement=second, vendor=second.vendor_id
    )
    assert list(places()) == [(second.vendor.name_sorted, natural("Portal 10"))]


def test_tools_are_read_product_by_product_in_the_order_of_the_list(analyst):
    tools = first_found(listed(analyst)).filter(places__contains=["IN"])
    whole = list(tools.values_list("pk", flat=True))
    rows = ByProduct(tools, products(tools))

    assert rows.count_to(1000) == len(whole)
    assert rows.count_to(7) == 7
    for begin in range(0, len(whole), 25):
        page = rows[begin : begin + 25]

        assert [tool.pk for tool in page] == whole[begin : begin + 25]
    assert list(rows[0:0]) == []


@pytest.mark.parametrize(
    ("column", "order"), [("lifetime", "-lifetime"), ("excess_rank", "-excess")]
)
def test_tools_are_read_value_by_value_in_the_order_that_is_asked_for(
    analyst, column, order
):
    first = Tool.objects.visible_to(analyst)
    first.filter(position__lt=60).update(lifetime=24)
    first.filter(position__range=(60, 99)).update(lifetime=720)
    tools = ToolFilter(
        {"order": order},
        queryset=listed(analyst),
        products=[],
        vendors=vendors_with_tools(listed(analyst)),
        user=analyst,
    ).qs
    whole = list(tools.values_list("pk", flat=True))

    rows = ByValue(tools, column, len(whole))

    assert (rows.count_to(1000), rows.count_to(7)) == (len(whole), 7)
    for begin in (0, 25, 75, 100, len(whole) - 5):
        page = rows[begin : begin + 25]

        assert [tool.pk for tool in page] == whole[begin : begin + 25]
