"""Who a vendor can ask about an assessment."""

from __future__ import annotations

from django.db.models import Q

from questionnaires.models import Response
from questionnaires.queries import AskerContact
from riskapp.assessments.models import Assessment
from riskapp.common.names import tidy
from riskapp.common.wall import in_organisation


def contact_of(response: Response) -> AskerContact | None:
    """Whose work the assessment of a response is, else who started it; None where neither is
    a member any more. One query."""
    with in_organisation(response.tenant):
        assessment = (
            Assessment.objects.filter(Q(response=response) | Q(follow_up=response))
            .select_related("analyst", "started_by")
            .first()
        )
    if assessment is None:
        return None
    people = (assessment.analyst, assessment.started_by)
    person = next((one for one in people if one is not None and one.is_active), None)
    return AskerContact(tidy(person.name), person.email) if person else None
