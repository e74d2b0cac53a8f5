"""An organisation and the people most tests of the desk need; a module may have its own."""

from copy import deepcopy
from typing import Any

import pytest
from django.db import connection

from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from tests.factories.riskapp import OrganisationFactory, member, scored


class House:
    """An organisation and its people, made once for all tests of a module."""

    def __init__(self) -> None:
        self.organisation = OrganisationFactory()
        self.analyst = member(self.organisation, Role.ANALYST)
        self.approver = member(self.organisation, Role.APPROVER)

    def scored(self, answers: str = "typical", **wanted: Any) -> Assessment:
        """An assessment that was evaluated."""
        made = scored(self.organisation, self.analyst, answers, **wanted)
        self.settle()
        return made

    def settle(self) -> None:
        """Do now what else each test would do again at its end: the chain of the audit trail."""
        connection.check_constraints()


@pytest.fixture(scope="module")
def house(shared):
    """A module that shares something asks for it in its marks, so that all its tests do."""
    return House()


@pytest.fixture
def organisation(request):
    if "house" in request.fixturenames:
        return deepcopy(request.getfixturevalue("house").organisation)
    return OrganisationFactory()


@pytest.fixture
def analyst(request, organisation):
    if "house" in request.fixturenames:
        return deepcopy(request.getfixturevalue("house").analyst)
    return member(organisation, Role.ANALYST)


@pytest.fixture
def approver(request, organisation):
    if "house" in request.fixturenames:
        return deepcopy(request.getfixturevalue("house").approver)
    return member(organisation, Role.APPROVER)


@pytest.fixture
def assessment(evaluated):
    """The assessment that a module had evaluated once, as each of its tests may change it."""
    return deepcopy(evaluated)
