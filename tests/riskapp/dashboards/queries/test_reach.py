from collections import Counter

import pytest

from riskapp.dashboards.queries.reach import depended_on, places, production_rights
from riskapp.inventory.models import Tool
from tests.riskapp.dashboards.conftest import scope_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio_of_four")]


def test_a_provider_counts_its_vendors_and_the_risk_of_their_work(portfolio_of_four):
    world = portfolio_of_four
    tools = Tool.objects.filter(organisation=world.organisation)
    tools.update(provider="Acme", rights=[])
    heavy = tools.first()
    Tool.objects.filter(pk=heavy.pk).update(rights=production_rights()[:1])

    (found,) = depended_on(scope_of(world.approver))["provider"]

    assert found.name == "Acme"
    assert found.vendors == tools.values("vendor").distinct().count()
    assert found.weight == sum(
        t.engagement.inherent for t in tools.select_related("engagement")
    )
    assert found.heavy == heavy.engagement.inherent
    assert found.query == "provider=Acme"


def test_a_model_counts_the_tools_it_stands_behind(portfolio_of_four):
    world = portfolio_of_four
    tools = list(Tool.objects.filter(organisation=world.organisation))
    Tool.objects.update(families=[], rights=[])
    first, second = tools[:2]
    Tool.objects.filter(pk=first.pk).update(
        families=["Claude", "GPT"], rights=production_rights()[:1]
    )
    Tool.objects.filter(pk=second.pk).update(families=["GPT"])
    risk = [tool.engagement.inherent for tool in (first, second)]

    found = depended_on(scope_of(world.approver))["model"]

    by_name = {one.name: one for one in found}
    assert set(by_name) == {"Claude", "GPT"}
    assert by_name["GPT"].weight == sum(risk)
    assert by_name["GPT"].vendors == len({first.vendor_id, second.vendor_id})
    assert by_name["Claude"].heavy == by_name["GPT"].heavy == risk[0]
    assert by_name["Claude"].query == "model=Claude"


def test_products_are_told_with_the_heaviest_first(portfolio_of_four):
    found = depended_on(scope_of(portfolio_of_four.approver))["product"]

    weights = [one.weight for one in found]
    assert weights == sorted(weights, reverse=True)


def test_every_tool_counts_once_by_its_weakest_place(portfolio_of_four):
    world = portfolio_of_four
    tools = list(Tool.objects.filter(organisation=world.organisation))
    for tool, codes in zip(
        tools, (["DE"], ["DE", "US"], ["DE", "IN"], []), strict=False
    ):
        Tool.objects.filter(pk=tool.pk).update(places=codes)
    for tool in tools[4:]:
        Tool.objects.filter(pk=tool.pk).update(places=["FR"])

    found = places(scope_of(world.approver))

    numbers = {one.code: one.number for one in found.classes}
    assert found.total == len(tools)
    assert numbers == {
        "eea": len(tools) - 3,
        "adequate": 0,
        "conditional": 1,
        "third": 1,
        "not_known": 1,
    }
    countries = Counter({one.name: one.number for one in found.countries})
    assert (countries["Germany"], countries["India"]) == (3, 1)


def test_nobody_counts_the_tools_of_another_organisation(portfolio_of_four):
    scope = scope_of(portfolio_of_four.stranger)

    assert depended_on(scope) == {"provider": [], "model": [], "product": []}
    assert (places(scope).total, places(scope).countries) == (0, [])
