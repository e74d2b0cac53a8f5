import pytest

from riskapp.accounts.models import Organisation
from riskapp.common.one_of import OneOf, one_of_them
from tests.factories.riskapp import OrganisationFactory


@pytest.mark.django_db
def test_one_of_what_a_statement_finds_is_nothing_where_it_can_find_nothing():
    OrganisationFactory.create_batch(3)
    every = Organisation.objects.all()

    found = every.filter(OneOf("pk", every.order_by("name").values("pk")[:2]))

    assert found.count() == 2
    assert list(every.filter(OneOf("pk", every.none().values("pk")))) == []
    assert list(every.filter(OneOf("pk", every.filter(pk__in=())))) == []


@pytest.mark.django_db
def test_one_of_them_is_asked_of_each_row_in_order():
    OrganisationFactory.create_batch(3)
    every = Organisation.objects.order_by("-name")

    found = every.filter(one_of_them("pk", every.values("pk")[:2]))

    assert list(found) == list(every[:2])
    assert not every.filter(one_of_them("pk", every.none().values("pk"))).exists()
