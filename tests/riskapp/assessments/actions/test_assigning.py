import pytest

from riskapp.accounts.choices import Role
from riskapp.assessments.actions.assigning import assign, assign_replies
from riskapp.assessments.errors import CannotSee
from riskapp.assessments.models import Assessment
from tests.factories.riskapp import OrganisationFactory, member, started

pytestmark = pytest.mark.django_db


def test_what_somebody_starts_is_their_work_until_it_is_given(organisation, analyst):
    colleague = member(organisation, Role.AUDITOR)
    assessment = started(organisation, analyst)
    assert assessment.analyst == analyst

    assign(assessment, analyst=colleague, by=analyst)
    assign_replies(assessment, replies_to=analyst, by=analyst)

    found = Assessment.objects.get(pk=assessment.pk)
    assert (found.analyst, found.replies_to) == (colleague, analyst)


@pytest.mark.parametrize("role", [Role.PROCUREMENT, None])
def test_work_is_not_given_to_who_may_not_see_it(organisation, analyst, role):
    """Neither to procurement, nor to an analyst of somebody else."""
    other = member(
        (role and organisation) or OrganisationFactory(), role or Role.ANALYST
    )
    assessment = started(organisation, analyst)

    with pytest.raises(CannotSee):
        assign(assessment, analyst=other, by=analyst)
