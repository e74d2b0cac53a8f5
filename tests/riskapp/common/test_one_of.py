import pytest

from riskapp.accounts.models import Organisation
from riskapp.common.one_of import OneOf
from tests.factories.riskapp import OrganisationFactory


@pytest.mark.django_db
def test_one_of_what_a_statement_finds_is_nothing_where_it_can_find_nothing():
    OrganisationFactory.create_batch(3)
    every = Organisation.objects.all()

    found = every.filter(OneOf("pk", every.order_by("name").values("pk")[:2]))

    assert found.count() == 2
    assert list(every.filter(OneOf("pk", every.none().values("pk")))) == []
    assert list(every.filter(OneOf("pk", every.filter(pk__in=())))) == []
