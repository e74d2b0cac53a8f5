"""Telling of what only time brings about: vendors that stay silent, clocks that run out."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator

from questionnaires.choices import DeliveryState
from questionnaires.models import Delivery
from riskapp.common.wall import in_organisation
from riskapp.common.work import one_of_many
from riskapp.incidents.choices import (
    FIRST_ANSWER,
    WHOLE_ANSWER,
    IncidentState,
    RequestStanding,
)
from riskapp.incidents.models import Incident, IncidentRequest
from riskapp.incidents.queries.clocks import AWARE, running
from riskapp.incidents.queries.requests import asked_rows
from riskapp.notifications.actions.notifying import NotificationEvent, notify
from riskapp.notifications.choices import NotificationKind, Sentence
from riskapp.notifications.models import Notification

# What ran out longer ago than this is not told any more.
LOOK_BACK = datetime.timedelta(days=7)
# A clock is told of when this part of its time is left.
LAST_PART = 4

_STEPS = (
    (FIRST_ANSWER, Sentence.FIRST_LATE, {RequestStanding.FIRST_OVERDUE, RequestStanding.UNDELIVERED}),
    (WHOLE_ANSWER, Sentence.REST_LATE, {*RequestStanding} - {RequestStanding.ANSWERED}),
)  # fmt: skip


def notify_of_incidents(now: datetime.datetime) -> list[Notification]:
    """Tell of vendors that are late, of clocks that soon run out, and of failed mails, each
    once, while an incident is open. Returns what is new."""
    made: list[Notification] = []
    for incident in Incident.objects.filter(state=IncidentState.OPEN).select_related(
        "organisation"
    ):
        with one_of_many(), in_organisation(incident.organisation_id):
            for event in (
                *_silent(incident, now),
                *_ending(incident, now),
                *_undelivered(incident, now),
            ):
                made += notify(incident.organisation, event)
    return made


def _silent(incident: Incident, now: datetime.datetime) -> Iterator[NotificationEvent]:
    """Who was asked at one time and owes answers: one event for all of them."""
    asked = Counter(incident.requests.values_list("asked_at", flat=True))
    ran_out = [
        (at, sentence, owing)
        for at in sorted(asked)
        for given, sentence, owing in _STEPS
        if now - LOOK_BACK < at + given <= now
    ]
    rows = asked_rows(incident, now) if ran_out else []
    for at, sentence, owing in ran_out:
        late = sum(row.request.asked_at == at and row.standing in owing for row in rows)
        if late:
            facts = {"late": str(late), "asked": str(asked[at])}
            yield _about(incident, f"{sentence} {at.isoformat()}", sentence, facts)


def _ending(incident: Incident, now: datetime.datetime) -> Iterator[NotificationEvent]:
    """Clocks of the law in their last quarter: one event for those that end together."""
    together = defaultdict(list)
    for one in running(incident, now):
        left = one.ends_at - now
        whole = one.ends_at - incident.aware_at
        if one.clock.after == AWARE and not one.is_over and left <= whole / LAST_PART:
            together[one.ends_at].append(f"{one.clock.law}\t{one.clock.ref}")
    for ends_at, refs in sorted(together.items()):
        facts = {"moment": ends_at.isoformat(), "refs": "\n".join(refs)}
        yield _about(
            incident, f"ends {ends_at.isoformat()}", Sentence.CLOCK_ENDS, facts
        )


def _undelivered(
    incident: Incident, now: datetime.datetime
) -> Iterator[NotificationEvent]:
    failed = Delivery.objects.filter(
        kind="incident",
        state=DeliveryState.FAILED,
        queued_at__gte=now - LOOK_BACK,
        invitation__response__in=IncidentRequest.objects.filter(
            incident=incident, closed_at=None
        ).values("response"),
    )
    for delivery in failed:
        reason, code = delivery.fault
        facts = {"email": delivery.email, "reason": reason, "code": code}
        yield _about(
            incident,
            f"mail {delivery.pk}",
            Sentence.UNDELIVERED,
            facts,
            NotificationKind.MAIL_FAILED,
        )


def _about(
    incident: Incident,
    what: str,
    sentence: Sentence,
    facts: dict[str, str],
    kind: NotificationKind = NotificationKind.INCIDENT,
) -> NotificationEvent:
    return NotificationEvent(
        kind,
        f"{incident.pk} {what}",
        "incidents.incident",
        str(incident.pk),
        str(incident),
        sentence=sentence,
        facts=facts,
    )
