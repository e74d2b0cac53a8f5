import pytest
from django.urls import reverse

from riskapp.accounts.choices import Role
from tests.factories.riskapp import OrganisationFactory, member, scored, started

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_portfolio_needs_the_same_queries_for_any_number_of_rows(
    client, count, django_assert_num_queries
):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    for _ in range(count):
        scored(organisation, analyst)
        started(organisation, analyst, days=-1)
    client.force_login(member(organisation, Role.PROCUREMENT))

    # person, current ones, counts, organisations, never assessed, three lists, right to start
    with django_assert_num_queries(9):
        response = client.get(reverse("dashboards:overview"))

    assert response.context["portfolio"]["total"] == 2 * count


def test_every_count_is_what_the_list_shows_behind_its_link(client):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    scored(organisation, analyst, "typical")
    scored(organisation, analyst, "careful")
    started(organisation, analyst)
    client.force_login(analyst)
    found = client.get(reverse("dashboards:overview")).context["portfolio"]

    for name in ("rating", "tier"):
        for code, _, count in found[f"{name}s"]:
            listed = client.get(
                reverse("assessments:list"), {"current": "yes", name: code}
            )
            assert listed.context["page"].paginator.count == count, (name, code)


def test_an_empty_portfolio_says_what_comes_next(client):
    organisation = OrganisationFactory()

    client.force_login(member(organisation, Role.ANALYST))
    analyst_sees = client.get(reverse("dashboards:overview")).content.decode()
    client.force_login(member(organisation, Role.APPROVER))
    approver_sees = client.get(reverse("dashboards:overview")).content.decode()

    assert "Start the first assessment" in analyst_sees
    assert "An analyst starts the first assessment." in approver_sees
