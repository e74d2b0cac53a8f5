"""Who a vendor can ask about an assessment."""

from __future__ import annotations

from django.db.models import Case, Q, When

from questionnaires.models import Response
from questionnaires.queries import AskerContact
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.common.names import tidy
from riskapp.common.wall import in_organisation


def contact_of(response: Response) -> AskerContact | None:
    """Whose work the assessment of a response is, else who started it; None where neither is
    a member any more. One query."""
    found = Assessment.objects.filter(Q(response=response) | Q(follow_up=response))
    starter = Q(pk__in=found.values("started_by"))
    analyst = Q(pk__in=found.values("analyst"))
    with in_organisation(response.tenant):
        person = (
            User.objects.filter(starter | analyst, is_active=True)
            .filter(memberships__organisation=response.tenant)
            .order_by(Case(When(analyst, then=0), default=1))
            .first()
        )
    return AskerContact(tidy(person.name), person.email) if person else None
