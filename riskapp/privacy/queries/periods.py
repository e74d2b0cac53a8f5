"""What an organisation keeps for how long, and what is past its time."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Lower
from django.utils import timezone

from questionnaires.choices import EventKind, ResponseState
from questionnaires.models import (
    Clarification,
    Entry,
    Evidence,
    Invitation,
    Response,
    ResponseEvent,
    Upload,
)
from riskapp.accounts.models import Membership, Offer, Organisation
from riskapp.assessments.models import Assessment, Score
from riskapp.audit.models import AuditEntry
from riskapp.incidents.models import IncidentRequest
from riskapp.notifications.models import Notification
from riskapp.privacy.choices import RULES, RetentionKind
from riskapp.privacy.models import Hold, Period
from riskapp.privacy.queries.addresses import person_in
from riskapp.privacy.queries.held import HeldRows, held_about
from riskapp.privacy.queries.people import Person, is_stand_in
from riskapp.privacy.queries.places import OF_ACCOUNT, OF_NOBODY, about
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report
from riskapp.vendor_copies.models import Copy
from riskapp.vendors.choices import ImportState
from riskapp.vendors.models import Contact, Engagement, Import, Vendor

# Of the history of a response, these stay: they say who opened and submitted it.
KEPT_EVENTS = (EventKind.OPENED, EventKind.SUBMITTED)
Rows = QuerySet[Any]


def days_of(organisation: Organisation) -> dict[str, int | None]:
    """For how many days each kind is kept; None for never ending."""
    chosen = dict(
        Period.objects.filter(organisation=organisation).values_list("kind", "days")
    )
    return {
        str(kind): chosen[kind] if kind in chosen else default_days(kind)
        for kind in RetentionKind.values
    }


def default_days(kind: str) -> int | None:
    """What holds for a kind until an organisation says otherwise."""
    return (
        settings.REPORT_RETENTION_DAYS
        if kind == RetentionKind.REPORTS
        else RULES[kind].days
    )


def due(organisation: Organisation, kind: str, days: int | None) -> list[Rows]:
    """What is past its time if a kind is kept for so many days; nothing for None.

    What stands under a hold is left out.
    """
    if days is None:
        return []
    return DUE[kind](organisation, timezone.now() - datetime.timedelta(days=days))


def due_counts(
    organisation: Organisation, days: Mapping[str, int | None] | None = None
) -> dict[str, int]:
    """How many rows of each kind the clock would take now, with these days or the chosen; of
    former members, how many people."""
    wanted = days_of(organisation) | dict(days or {})
    return {
        kind: COUNTED.get(kind, _rows_in)(
            organisation, due(organisation, kind, wanted[kind])
        )
        for kind in wanted
    }


def _rows_in(_organisation: Organisation, batch: list[Rows]) -> int:
    return sum(rows.count() for rows in batch)


def _people_in(organisation: Organisation, batch: list[Rows]) -> int:
    """Whom the clock would erase: each once, and nobody who is erased already or whom a hold
    keeps."""
    addresses = {
        str(address).lower()
        for entries in batch
        for address in entries.values_list("before__email", flat=True)
    }
    addresses = {address for address in addresses if not is_stand_in(address)}
    if not Hold.objects.filter(organisation=organisation).exists():
        return len(addresses)
    people = (person_in(organisation, address) for address in addresses)
    return sum(
        not is_under_hold(person, held_about(person, person.plain))
        for person in people
        if person is not None
    )


def held_engagements(organisation: Organisation) -> QuerySet[Engagement]:
    """The work under a hold, of its own or of its vendor."""
    holds = Hold.objects.filter(organisation=organisation)
    return Engagement.objects.filter(
        Q(pk__in=holds.exclude(engagement=None).values("engagement"))
        | Q(vendor__in=holds.filter(engagement=None).values("vendor")),
        organisation=organisation,
    )


def held_responses(organisation: Organisation) -> Q:
    """A condition on responses that are under a hold."""
    held = Assessment.objects.filter(engagement__in=held_engagements(organisation))
    scores = Score.objects.filter(assessment__in=held)
    return (
        Q(pk__in=held.values("response"))
        | Q(pk__in=held.exclude(follow_up=None).values("follow_up"))
        | Q(pk__in=scores.values("response"))
        | Q(pk__in=_held_incident_pages(organisation))
    )


def _held_incident_pages(organisation: Organisation) -> Rows:
    """Pages on which vendors answer about an incident, of vendors with anything under a hold."""
    vendors = held_engagements(organisation).values("vendor")
    return IncidentRequest.objects.filter(vendor__in=vendors).values("response")


def is_under_hold(person: Person, held: HeldRows) -> bool:
    """Whether anything that is held about a person is, or belongs to, something under a hold."""
    organisation = Organisation(pk=person.organisation)
    holds = Hold.objects.filter(organisation=organisation)
    if not holds.exists():
        return False
    kept: dict[type[Model], Rows] = {
        Vendor: Vendor.objects.filter(holds__in=holds),
        Engagement: held_engagements(organisation),
        Response: Response.objects.filter(held_responses(organisation)),
    }
    return any(
        QuerySet(model)
        .filter(pk__in=ids)
        .filter(**{f"{path}__in": kept[target].values("pk")})
        .exists()
        for model, ids in [(model, held.ids(model)) for model in held.models]
        + [
            (Report, {report.pk for report in held.reports}),
            (Copy, {copy.pk for copy in held.copies}),
        ]
        if about(model).app_label != "privacy"
        for path, target in _ways_to_work(model)
    )


def _ways_to_work(
    model: type[Model], before: str = "", steps: int = 4
) -> Iterator[tuple[str, type[Model]]]:
    """How rows of a table lead to a vendor, an engagement or a response."""
    if model in (Vendor, Engagement, Response):
        yield f"{before}pk", model
        return
    for field in about(model).concrete_fields if steps else ():
        if field.is_relation and field.related_model is not model:
            yield from _ways_to_work(
                field.related_model, f"{before}{field.name}__", steps - 1
            )


def submitted_before(
    organisation: Organisation, limit: datetime.datetime
) -> QuerySet[Response]:
    """Responses submitted before a moment, and under no hold."""
    return Response.objects.filter(
        tenant=organisation.pk, state=ResponseState.SUBMITTED, submitted_at__lt=limit
    ).exclude(held_responses(organisation))


def drafts(organisation: Organisation, limit: datetime.datetime) -> list[Rows]:
    """Open responses that nobody can answer any more, with something left of them.

    One in which questions about answers were asked stays with those; what was said of an
    incident has a period of its own.
    """
    usable = Invitation.objects.usable().filter(response=OuterRef("pk"))
    asked = Clarification.objects.filter(asked_in=OuterRef("pk"))
    left = ResponseEvent.objects.filter(response=OuterRef("pk"))
    return [
        Response.objects.filter(
            Exists(left),
            ~Exists(usable),
            ~Exists(asked),
            incident_request=None,
            tenant=organisation.pk,
            state=ResponseState.OPEN,
            changed_at__lt=limit,
        ).exclude(held_responses(organisation))
    ]


def removed(organisation: Organisation, limit: datetime.datetime) -> list[Rows]:
    """What a vendor removed before it submitted."""
    responses = submitted_before(organisation, limit)
    return [
        Entry.objects.filter(response__in=responses).exclude(removed_at=None),
        Evidence.objects.filter(response__in=responses)
        .exclude(removed_at=None)
        .filter(Q(entry=None) | Q(entry__removed_at=None)),
    ]


def history(organisation: Organisation, limit: datetime.datetime) -> list[Rows]:
    """Lines of the history of submitted responses."""
    return [
        ResponseEvent.objects.filter(
            response__in=submitted_before(organisation, limit)
        ).exclude(kind__in=KEPT_EVENTS)
    ]


def evidence(organisation: Organisation, limit: datetime.datetime) -> list[Rows]:
    """Files of evidence of submitted responses."""
    return [
        Evidence.objects.filter(
            response__in=submitted_before(organisation, limit)
        ).exclude(file="")
    ]


def invitations(organisation: Organisation, limit: datetime.datetime) -> list[Rows]:
    """Invitations that ended and still have an address."""
    held = Response.objects.filter(held_responses(organisation))
    return [
        Invitation.objects.filter(
            Q(revoked_at__lt=limit) | Q(expires_at__lt=limit),
            response__tenant=organisation.pk,
        )
        .exclude(email="")
        .exclude(response__in=held)
    ]


def uploads(organisation: Organisation, limit: datetime.datetime) -> list[Rows]:
    """Files that were read in: what they said is kept until then."""
    held = Response.objects.filter(held_responses(organisation))
    return [
        Upload.objects.filter(
            response__tenant=organisation.pk, made_at__lt=limit
        ).exclude(response__in=held),
        Import.objects.filter(organisation=organisation, made_at__lt=limit).exclude(
            state=ImportState.QUEUED
        ),
    ]


def incidents(organisation: Organisation, limit: datetime.datetime) -> list[Rows]:
    """The pages on which vendors answered about incidents that were closed."""
    return [
        Response.objects.filter(
            tenant=organisation.pk, incident_request__closed_at__lt=limit
        ).exclude(held_responses(organisation))
    ]


def reports(organisation: Organisation, limit: datetime.datetime) -> list[Rows]:
    """Files of reports, and copies that vendors can have made again. A contract addendum that was
    issued stays as long as the work it is about."""
    held = held_engagements(organisation)
    return [
        Report.objects.filter(
            organisation=organisation,
            state=ReportState.READY,
            finished_at__lt=limit,
            issue=None,
        ).exclude(assessment__engagement__in=held),
        Copy.objects.filter(
            response__tenant=organisation.pk, finished_at__lt=limit
        ).exclude(response__in=Response.objects.filter(held_responses(organisation))),
    ]


def notifications(organisation: Organisation, limit: datetime.datetime) -> list[Rows]:
    """What members were told."""
    return [Notification.objects.filter(organisation=organisation, made_at__lt=limit)]


def sign_ins(organisation: Organisation, limit: datetime.datetime) -> list[Rows]:
    """Entries of the trail that still say from where."""
    return [
        AuditEntry.objects.filter(
            ~Q(ip=None) | ~Q(user_agent=""),
            organisation=organisation,
            at__lt=limit,
            position__isnull=False,
        )
    ]


def archived(organisation: Organisation, limit: datetime.datetime) -> list[Rows]:
    """Vendors that were put away, and engagements of vendors that were not."""
    held = held_engagements(organisation)
    vendors = Vendor.objects.filter(organisation=organisation, archived_at__lt=limit)
    free = vendors.exclude(holds__isnull=False).exclude(engagements__in=held)
    return [
        free,
        Engagement.objects.filter(organisation=organisation, archived_at__lt=limit)
        .exclude(pk__in=held)
        .exclude(vendor__in=free),
    ]


def former(organisation: Organisation, limit: datetime.datetime) -> list[Rows]:
    """The entries that say who stopped being a member for the last time.

    Left out is whoever a membership, an offer, a contact or a usable invitation knows here today.
    """
    email = KeyTextTransform("email", "before")
    removed = AuditEntry.objects.filter(
        organisation=organisation, action="member removed"
    ).annotate(address=Lower(email))
    here = {"email__iexact": OuterRef("address")}
    known: tuple[Rows, ...] = (
        removed.filter(address=OuterRef("address"), at__gte=limit),
        Membership.objects.filter(
            organisation=organisation, user__email__iexact=OuterRef("address")
        ),
        Offer.objects.filter(organisation=organisation, **here),
        Contact.objects.filter(vendor__organisation=organisation, **here),
        Invitation.objects.usable().filter(response__tenant=organisation.pk, **here),
    )
    return [
        removed.filter(
            *(~Exists(rows) for rows in known), at__lt=limit, address__contains="@"
        )
    ]


DUE: dict[str, Callable[[Organisation, datetime.datetime], list[Rows]]] = {
    RetentionKind.DRAFTS: drafts,
    RetentionKind.REMOVED: removed,
    RetentionKind.HISTORY: history,
    RetentionKind.EVIDENCE: evidence,
    RetentionKind.INVITATIONS: invitations,
    RetentionKind.UPLOADS: uploads,
    RetentionKind.INCIDENTS: incidents,
    RetentionKind.REPORTS: reports,
    RetentionKind.NOTIFICATIONS: notifications,
    RetentionKind.SIGN_INS: sign_ins,
    RetentionKind.ARCHIVED: archived,
    RetentionKind.FORMER: former,
}


# What is counted otherwise than by its rows.
COUNTED: dict[str, Callable[[Organisation, list[Rows]], int]] = {
    RetentionKind.FORMER: _people_in
}


def all_below(
    begin: Mapping[type[Model], Collection[Any]],
    *,
    besides: Collection[type[Model]] = (),
) -> dict[type[Model], set[Any]]:
    """Rows and everything that points at them, by table; ``besides`` is not followed.

    Whatever an assessment is about goes with it: its responses too, and with what was asked
    about an incident the page of its answers.
    """
    found: dict[type[Model], set[Any]] = {}
    fresh = {model: set(ids) for model, ids in begin.items() if ids}
    while fresh:
        for model, ids in fresh.items():
            found.setdefault(model, set()).update(ids)
        below: dict[type[Model], set[Any]] = {}
        for model, ids in fresh.items():
            for other, more in _pointing_at(model, ids, besides):
                below.setdefault(other, set()).update(more)
        fresh = {
            model: left
            for model, ids in below.items()
            if (left := ids - found.get(model, set()))
        }
    return found


def people_of(
    found: Mapping[type[Model], Collection[Any]],
) -> set[str]:
    """The addresses of people at vendors in rows that go."""
    addresses: set[str] = set()
    for model in (Contact, Invitation):
        rows: Rows = QuerySet(model).filter(pk__in=found.get(model, ()))
        addresses.update(rows.values_list("email", flat=True))
    return {address.lower() for address in addresses if address}


def _pointing_at(
    model: type[Model], ids: set[Any], besides: Collection[type[Model]]
) -> list[tuple[type[Model], set[Any]]]:
    found: list[tuple[type[Model], set[Any]]] = []
    for other in apps.get_models():
        if other in besides or about(other).label in OF_ACCOUNT | OF_NOBODY:
            continue
        for field in about(other).concrete_fields:
            if field.is_relation and field.related_model is model:
                rows: Rows = QuerySet(other).filter(**{f"{field.name}__in": ids})
                found.append((other, set(rows.values_list("pk", flat=True))))
    if model is Assessment:
        held: set[UUID | None] = set()
        for name in ("response", "follow_up", "scores__response"):
            rows = Assessment.objects.filter(pk__in=ids)
            held.update(rows.values_list(name, flat=True))
        found.append((Response, {pk for pk in held if pk}))
    if model is IncidentRequest:
        pages = IncidentRequest.objects.filter(pk__in=ids)
        found.append((Response, set(pages.values_list("response", flat=True))))
    return found
