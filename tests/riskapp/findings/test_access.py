import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from riskapp.accounts.choices import Capability, Role
from riskapp.assessments.access import assessment_for
from tests.factories.riskapp import OrganisationFactory, member, started

pytestmark = pytest.mark.django_db


def test_a_stranger_learns_nothing_of_an_assessment():
    organisation = OrganisationFactory()
    assessment = started(organisation, member(organisation, Role.ANALYST))
    stranger = member(OrganisationFactory(), Role.ANALYST)

    with pytest.raises(Http404):
        assessment_for(stranger, assessment.pk)


def test_a_colleague_without_the_right_is_refused():
    organisation = OrganisationFactory()
    assessment = started(organisation, member(organisation, Role.ANALYST))
    procurement = member(organisation, Role.PROCUREMENT)

    assert assessment_for(procurement, assessment.pk) == assessment
    with pytest.raises(PermissionDenied):
        assessment_for(procurement, assessment.pk, Capability.VIEW_ANSWERS)
