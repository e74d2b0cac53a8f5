import pytest
from django.urls import reverse

from riskapp.accounts.choices import Role
from tests.factories.riskapp import OrganisationFactory, member

pytestmark = pytest.mark.django_db


def offered(client, page, *roles, **query):
    client.force_login(member(OrganisationFactory(), *roles))
    bar = client.get(reverse(page), query).context["bar"]
    return bar and bar["does"]


@pytest.mark.parametrize(
    ("archived", "found"),
    [
        ("", {"archive"}),
        ("all", {"archive", "restore"}),
        ("only", {"restore"}),
    ],
)
def test_what_is_archived_is_restored_where_the_list_shows_it(client, archived, found):
    does = offered(client, "vendors:list", Role.ANALYST, archived=archived)

    assert does & {"archive", "restore"} == found


@pytest.mark.parametrize(
    ("page", "role", "found"),
    [
        ("vendors:list", Role.PROCUREMENT, None),
        ("reports:list", Role.PROCUREMENT, {"collect", "archive"}),
        ("reports:list", Role.AUDITOR, None),
        ("assessments:waivers", Role.APPROVER, {"renew"}),
        ("assessments:waivers", Role.ANALYST, {"take", "give", "label"}),
        ("assessments:reassessments", Role.APPROVER, None),
    ],
)
def test_the_bar_offers_what_one_has_the_right_to(client, page, role, found):
    assert offered(client, page, role) == found
