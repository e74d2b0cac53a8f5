"""What a vendor sends about an incident."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from questionnaires.models import Respondent
from riskapp.audit.actions import record
from riskapp.common.wall import in_organisation
from riskapp.incidents.errors import IncidentClosed, TooManyReplies
from riskapp.incidents.models import Incident, IncidentReply, IncidentRequest

# Of one vendor about one incident: each tells members.
MOST_AN_HOUR = 20
MOST = 300


@dataclass(frozen=True, slots=True)
class ReplyInput:
    """The answers to the five questions, as they stand now."""

    in_use: str
    effect: str
    reached: str = ""
    done: str = ""
    times: str = ""


@transaction.atomic
def reply(
    request: IncidentRequest, stated: ReplyInput, *, respondent: Respondent
) -> IncidentReply:
    """Keep what a vendor says; the same again is no new reply. Raises IncidentClosed and
    TooManyReplies."""
    request = IncidentRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.closed_at is not None:
        raise IncidentClosed
    made = IncidentReply(
        request=request,
        respondent=respondent,
        said_by=str(respondent)[:254],
        in_use=stated.in_use,
        effect=stated.effect,
        reached=stated.reached.strip(),
        done=stated.done.strip(),
        times=stated.times.strip(),
    )
    last = request.replies.order_by("-at").first()
    if last is not None and _stated(last) == _stated(made):
        return last
    an_hour_ago = timezone.now() - datetime.timedelta(hours=1)
    if (
        request.replies.filter(at__gt=an_hour_ago).count() >= MOST_AN_HOUR
        or request.replies.count() >= MOST
    ):
        raise TooManyReplies
    made.save(force_insert=True)
    # Respondents see no incident: the note is the organisation's.
    with in_organisation(respondent.response.tenant):
        incident = Incident.objects.select_related("organisation").get(
            pk=request.incident_id
        )
        record(
            "vendor answered about an incident",
            incident,
            organisation=incident.organisation,
            by=None,
            actor_label=made.said_by,
            after={"request": str(request.pk), "email": request.email, **_stated(made)},
        )
    return made


def _stated(one: IncidentReply) -> dict[str, str]:
    names = ("in_use", "effect", "reached", "done", "times")
    return {name: getattr(one, name) for name in names}
