import pytest

from riskapp.accounts.choices import Role
from riskapp.dashboards.queries.first import first_page
from tests.factories.riskapp import OrganisationFactory, member, scored
from tests.riskapp.dashboards.conftest import scope_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_needs_the_same_statements_for_any_number_of_vendors(
    count, django_assert_max_num_queries
):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    for _ in range(count):
        scored(organisation, analyst, "careful")
    scope = scope_of(member(organisation, Role.APPROVER))

    # totals, providers and products, what waits (two), what moved (three)
    with django_assert_max_num_queries(7):
        found = first_page(scope)

    assert found["standings"].total == count


def test_a_first_page_of_nothing_is_one_statement(django_assert_num_queries):
    scope = scope_of(member(OrganisationFactory(), Role.APPROVER))

    with django_assert_num_queries(1):
        assert first_page(scope)["standings"].total == 0
