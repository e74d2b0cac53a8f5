"""An organisation and the people most tests of the desk need; a module may have its own."""

import pytest

from riskapp.accounts.choices import Role
from tests.factories.riskapp import OrganisationFactory, member


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def analyst(organisation):
    return member(organisation, Role.ANALYST)


@pytest.fixture
def approver(organisation):
    return member(organisation, Role.APPROVER)
