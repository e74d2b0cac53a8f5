"""Whom to ask about an incident, and how far the answers are."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import translation
from django.utils.translation import gettext as _

from questionnaires.choices import DeliveryState
from questionnaires.models import Delivery, Invitation
from riskapp.accounts.models import Organisation
from riskapp.incidents.choices import (
    QUESTIONS,
    RequestStanding,
    StatedEffect,
    SubjectKind,
    ToolInUse,
)
from riskapp.incidents.models import Incident, IncidentReply, IncidentRequest
from riskapp.incidents.queries.naming import credential_labels
from riskapp.vendors.models import Contact, Engagement


@dataclass(frozen=True, slots=True)
class IncidentRecipient:
    """One vendor to be asked: the person there, in which language, about which work."""

    vendor: UUID
    vendor_name: str
    email: str
    language: str
    engagements: tuple[UUID, ...]
    work: str


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One vendor that was asked, with its last reply and what became of the mail."""

    request: IncidentRequest
    reply: IncidentReply | None
    whole_at: datetime.datetime | None
    standing: RequestStanding
    mail_reason: str
    now: datetime.datetime

    @property
    def is_overdue(self) -> bool:
        return self.standing in (
            RequestStanding.FIRST_OVERDUE,
            RequestStanding.REST_OVERDUE,
        )

    @property
    def tone(self) -> str:
        """How the row is coloured: what the vendor says, else how late it is."""
        if self.reply is not None and self.reply.effect == StatedEffect.YES:
            return "bad"
        if self.is_overdue or self.standing == RequestStanding.UNDELIVERED:
            return "bad"
        if self.reply is None:
            return ""
        return "good" if self.standing == RequestStanding.ANSWERED else "warn"

    @property
    def says(self) -> str:
        """What the vendor says, as its own words: never ours."""
        if self.reply is None:
            return ""
        return {
            StatedEffect.YES: _("Says it is affected"),
            StatedEffect.CHECKING: _("Says it is being checked"),
            StatedEffect.NO: _("Says it is not affected"),
        }[StatedEffect(self.reply.effect)]

    @property
    def use(self) -> str:
        return str(ToolInUse(self.reply.in_use).label) if self.reply else ""

    @property
    def due_at(self) -> datetime.datetime | None:
        """What is due next; None where nothing is."""
        if self.standing == RequestStanding.ANSWERED:
            return None
        if self.reply is None:
            return self.request.first_due_at
        return self.request.whole_due_at


def recipients(
    incident: Incident, engagements: Collection[UUID]
) -> tuple[list[IncidentRecipient], list[Engagement]]:
    """Whom to ask about some work, one person for each vendor that was not asked yet, and the
    work nobody can be asked about because its vendor has no address; four statements."""
    asked = incident.requests.values("vendor")
    work = list(
        Engagement.objects.filter(pk__in=engagements)
        .exclude(vendor__in=asked)
        .select_related("vendor")
        .only("name", "vendor__name")
        .order_by("vendor__name_sorted", "name_sorted", "pk")
    )
    vendors: dict[UUID, list[Engagement]] = defaultdict(list)
    for one in work:
        vendors[one.vendor_id].append(one)
    people = (
        Contact.objects.filter(vendor__in=list(vendors))
        .order_by("vendor_id", "-is_main", "name_sorted", "email")
        .distinct("vendor_id")
    )
    email_of = {person.vendor_id: person.email for person in people}
    languages = _languages(incident.organisation, email_of.values())
    found, without = [], []
    for vendor, own in vendors.items():
        email = email_of.get(vendor)
        if email is None:
            without += own
            continue
        found.append(
            IncidentRecipient(
                vendor,
                own[0].vendor.name,
                email,
                languages[email],
                tuple(one.pk for one in own),
                ", ".join(one.name for one in own)[:200],
            )
        )
    return found, without


def questions_in(
    incident: Incident, languages: Iterable[str]
) -> dict[str, dict[str, str]]:
    """The ready questions about an incident, by language and name."""
    found = {}
    for language in languages:
        with translation.override(language):
            subject = subject_of(incident)
            found[language] = {
                name: str(text) % {"subject": subject}
                if name == "in_use"
                else str(text)
                for name, text in QUESTIONS.items()
            }
    return found


def subject_of(incident: Incident) -> str:
    """What vendors are asked about, in the language in force."""
    name = incident.subject
    if incident.kind == SubjectKind.CREDENTIAL:
        name = credential_labels().get(name, name)
    subjects = {
        SubjectKind.PROVIDER: _("anything of the provider %(name)s"),
        SubjectKind.TOOL: _("the AI tool %(name)s"),
        SubjectKind.MODEL: _("the model %(name)s"),
        SubjectKind.CREDENTIAL: _("credentials of this kind: %(name)s"),
    }
    return (subjects[SubjectKind(incident.kind)] % {"name": name})[:300]


def asked_rows(incident: Incident, now: datetime.datetime) -> list[AskedRow]:
    """Every vendor that was asked, by name; four statements whatever their number."""
    mails = Delivery.objects.filter(
        invitation__response=OuterRef("response"), kind="incident"
    ).order_by("-queued_at")
    requests = (
        incident.requests.select_related("vendor")
        .defer("vendor__services")
        .annotate(
            mail_state=Subquery(mails.values("state")[:1]),
            mail_reason=Subquery(mails.values("reason")[:1]),
        )
        .prefetch_related(Prefetch("replies", IncidentReply.objects.order_by("at")))
    )
    return [_row(request, now) for request in requests]


def by_engagement(rows: Sequence[AskedRow]) -> Mapping[UUID, AskedRow]:
    """Which row a piece of work belongs to."""
    return {pk: row for row in rows for pk in row.request.engagements}


def _row(request: IncidentRequest, now: datetime.datetime) -> AskedRow:
    replies = list(request.replies.all())
    whole = next((reply.at for reply in replies if reply.is_whole), None)
    last = replies[-1] if replies else None
    mail_state = getattr(request, "mail_state", None)
    return AskedRow(
        request,
        last,
        whole if last is not None and last.is_whole else None,
        _standing(request, last, now, has_failed=mail_state == DeliveryState.FAILED),
        Delivery(reason=getattr(request, "mail_reason", None) or "").why,
        now,
    )


def _standing(
    request: IncidentRequest,
    last: IncidentReply | None,
    now: datetime.datetime,
    *,
    has_failed: bool,
) -> RequestStanding:
    if last is not None and last.is_whole:
        return RequestStanding.ANSWERED
    if last is not None:
        is_late = now >= request.whole_due_at
        return RequestStanding.REST_OVERDUE if is_late else RequestStanding.BEGUN
    if has_failed:
        return RequestStanding.UNDELIVERED
    is_late = now >= request.first_due_at
    return RequestStanding.FIRST_OVERDUE if is_late else RequestStanding.WAITING


def _languages(organisation: Organisation, emails: Iterable[str]) -> dict[str, str]:
    """In which language each address is written to: what the person chose last, else what the
    organisation writes to vendors in."""
    emails = list(emails)
    known = dict(settings.LANGUAGES)
    chosen = dict(
        Invitation.objects.filter(
            response__tenant=organisation.pk, email__in=emails, language__in=list(known)
        )
        .order_by("created_at")
        .values_list("email", "language")
    )
    default = organisation.language if organisation.language in known else "en"
    return {email: chosen.get(email, default) for email in emails}
