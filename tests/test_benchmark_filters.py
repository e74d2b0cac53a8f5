"""The benchmark of filters goes to every list that can be narrowed, and reads what it offers."""

import pytest

from bench.filters import PAGES, Way, elsewhere, pairs, ways
from riskapp.accounts.choices import Role
from riskapp.common.lists import ListFilter
from tests.factories.riskapp import OrganisationFactory, member

OFFERED = {
    "q": [("cloud", "cloud")],
    "owner": [("7", "Ana"), ("9", "Ben")],
    "order": [("name", "Name")],
}
# Grows with the people of one's own organisation alone.
LEFT_OUT = {"MemberFilter"}


def leaves(kind):
    """Those of the product that no other of its own stands on."""
    own = [one for one in kind.__subclasses__() if one.__module__[:8] == "riskapp."]
    return {one for sub in own for one in leaves(sub)} if own else {kind}


@pytest.mark.django_db
def test_no_list_that_can_be_narrowed_is_forgotten(client):
    roles = (Role.ANALYST, Role.APPROVER, Role.PROCUREMENT, Role.AUDITOR)
    client.force_login(member(OrganisationFactory(), *roles))

    replies = [client.get(address) for address in PAGES.values()]
    # A first page of nothing leads elsewhere; its filter is that of other pages too.
    met = {type(one.context["filter"]) for one in replies if one.status_code == 200}

    assert {kind.__name__ for kind in leaves(ListFilter) - met} == LEFT_OUT


def test_every_choice_is_a_way_and_the_second_page_of_each_order():
    found = [str(way) for way in ways(OFFERED)]

    assert found == [
        "q=cloud", "owner=Ana", "owner=Ben", "order=Name", "order=Name, page 2",
    ]  # fmt: skip


def test_the_dearest_are_tried_with_each_other_and_in_each_order():
    one, other = Way((("q", "cloud", "cloud"),)), Way((("owner", "9", "Ben"),))

    found = [way.address("/x/") for way in pairs([one, other], OFFERED)]

    assert found == [
        "/x/?q=cloud&owner=9", "/x/?q=cloud&order=name", "/x/?owner=9&order=name",
    ]  # fmt: skip


def test_the_same_is_asked_elsewhere_by_its_words():
    way = Way((("owner", "9", "Ben"),), page=2)

    assert (
        elsewhere(way, {"owner": [("3", "Ben")]}).address("/x/") == "/x/?owner=3&page=2"
    )
    assert elsewhere(way, {"owner": [("3", "Cyd")]}) is None
