import pytest

from riskapp.accounts.models import Organisation, User
from riskapp.common.counting import counted_together
from tests.factories.riskapp import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_rows_of_different_sorts_are_counted_in_one_statement(
    django_assert_num_queries,
):
    OrganisationFactory(name="Alder")
    OrganisationFactory(name="Beech")
    organisations = Organisation.objects.order_by("name")

    with django_assert_num_queries(1):
        found = counted_together(
            {
                "all": organisations,
                "one": organisations.filter(name="Alder"),
                "none": organisations.filter(name="Cedar"),
                "people": User.objects.filter(email="nobody@example.com"),
            }
        )

    assert found == {"all": 2, "one": 1, "none": 0, "people": 0}
