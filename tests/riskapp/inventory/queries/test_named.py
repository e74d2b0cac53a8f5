import pytest
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from riskapp.accounts.choices import Role
from riskapp.common.folding import Folded
from riskapp.inventory.models import Tool
from riskapp.inventory.queries import named
from riskapp.inventory.queries.named import called, with_words
from riskapp.vendors.models import Engagement, Vendor
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


@pytest.fixture(scope="module")
def tools(house):
    """Tools of three vendors, which all tests here only read, and those of somebody else."""
    for number, name in enumerate(("production-agents", "careful", "typical")):
        work = house.scored(name).engagement
        Vendor.objects.filter(pk=work.vendor_id).update(name=f"Kranich {number}")
        Engagement.objects.filter(pk=work.pk).update(name=f"Müller {number}")
    other = OrganisationFactory()
    scored(other, member(other, Role.ANALYST), "careful")
    return Tool.objects.filter(organisation=house.organisation)


def in_rows(words):
    """The same, looked for in each tool."""
    found = Q()
    for word in words:
        found &= (
            Q(folded__contains=word)
            | Q(vendor__name_folded__contains=word)
            | Q(engagement__name_folded__contains=word)
        )
    return found


@pytest.mark.parametrize("most", [0, 1, 2, 1000])
@pytest.mark.parametrize(
    "text",
    ["c", "kranich", "muller 1", "kranich 1 c", "0", "zzqqx", "e kranich zzqqx", "o"],
)
def test_words_are_found_as_in_each_tool(analyst, tools, monkeypatch, most, text):
    monkeypatch.setattr(named, "MOST", most)
    words = text.split()

    found = set(Tool.objects.visible_to(analyst).filter(with_words(analyst, words)))

    assert found == set(tools.filter(in_rows(words)))


@pytest.mark.parametrize("text", ["c", "o", "code c", "zzqqx"])
def test_what_tools_are_called_is_found_as_in_each_of_them(analyst, tools, text):
    words = text.split()
    expected = tools.alias(in_name=Folded(Cast("name", TextField())))
    for word in words:
        expected = expected.filter(in_name__contains=word)

    found = Tool.objects.visible_to(analyst).filter(called(analyst, words))

    assert set(found) == set(expected)


def test_tools_that_are_called_the_same_have_one_naming(tools):
    rows = list(tools)

    assert len({row.naming for row in rows}) == len({row.folded for row in rows})
