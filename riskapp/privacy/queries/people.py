"""Who is meant by an address, and where an organisation holds something about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model, Q, QuerySet

from questionnaires.choices import EventKind
from questionnaires.models import (
    Delivery,
    Draft,
    EntryCode,
    Evidence,
    Invitation,
    Respondent,
    Response,
    ResponseEvent,
    WrongTry,
)
from riskapp.accounts.choices import Role
from riskapp.accounts.models import (
    DirectoryEntry,
    Membership,
    Offer,
    Organisation,
    User,
)
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.common.names import address as normal_address
from riskapp.common.names import normal
from riskapp.findings.models import PlanFile
from riskapp.lists.models import SavedView
from riskapp.notifications.models import Notification
from riskapp.privacy.queries.places import (
    about,
    fields_to_people,
    response_path,
    rows_of,
    tables,
)
from riskapp.privacy.queries.texts import Needles, holding
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report, ReportLink
from riskapp.reports.queries.waiting import zips_with
from riskapp.vendor_copies.models import Copy
from riskapp.vendors.models import Contact, Vendor

# Rows that are about nothing but the person: they go.
GOES = (
    Membership, Offer, DirectoryEntry, Contact, EntryCode, WrongTry, Notification, SavedView,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """What an organisation knows of whom an address belongs to.

    ``names`` are all that were given with the address. ``confirmed`` are those that somebody
    here gave (of a member, an offer, a contact), never one that a respondent typed: only these
    are replaced in what others wrote. ``plain`` are those of them that say who is meant wherever
    they stand: at least two words, and nobody else's here.
    """

    organisation: UUID
    address: str
    names: tuple[str, ...]
    plain: tuple[str, ...]
    user: User | None
    confirmed: tuple[str, ...] = ()

    def needles(self, names: Iterable[str] | None = None) -> Needles:
        """What is looked for in every text: the address, and these names (else the plain)."""
        return Needles.of(self.address, self.plain if names is None else names)


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What was known of a person before the rows that said it went: confirmed names, and the
    entries of the trail in which a name that they typed stands in front."""

    names: tuple[str, ...] = ()
    signed: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class HeldRows:
    """Rows about a person, by table; those that go and those in which a pseudonym stays.

    ``named`` are those in which names may be replaced too, in all others only the address is;
    ``own`` are those whose name is the person's, whatever it is.
    """

    rows: dict[type[Model], set[Any]] = field(default_factory=dict)
    named: dict[type[Model], set[Any]] = field(default_factory=dict)
    own: dict[type[Model], set[Any]] = field(default_factory=dict)
    pointing: dict[type[Model], dict[str, set[Any]]] = field(default_factory=dict)
    entries: set[int] = field(default_factory=set)
    reports: list[Report] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    files: list[Evidence] = field(default_factory=list)

    def ids(self, model: type[Model]) -> set[Any]:
        """All rows of a table: those that say something, and those that point."""
        found = set(self.rows.get(model, ()))
        for ids in self.pointing.get(model, {}).values():
            found |= ids
        return found

    @property
    def models(self) -> list[type[Model]]:
        return sorted(
            {*self.rows, *self.pointing}, key=lambda m: str(about(m).verbose_name)
        )

    @property
    def is_empty(self) -> bool:
        return not (self.models or self.entries)


def person_in(organisation: Organisation, address: str) -> Person | None:
    """Whoever an address belongs to, as far as this organisation knows them; None where it
    holds nothing about the address.

    Of an account only what the organisation was told is read: that of its members, present
    and former.
    """
    address = normal_address(address).lower()
    if not address:
        return None
    user = User.objects.filter(email__iexact=address).first()
    if user is not None and not _is_known(user, organisation):
        user = None
    confirmed = _confirmed(organisation, address, user)
    names = _names(organisation, address, user, confirmed)
    needles = Needles.of(address, [])
    known = user is not None or any(
        holding(rows_of(model, organisation.pk), needles.texts).exists()
        for model in tables()
        if model is not Organisation
    )
    if not known and not _entries(organisation, needles, None).exists():
        return None
    plain = tuple(name for name in confirmed if _is_plain(organisation, name, address))
    return Person(organisation.pk, address, names, plain, user, confirmed)


def people_like(organisation: Organisation, words: str, most: int = 20) -> list[str]:
    """Addresses that an organisation knows and that fit words, or whose name does."""
    found: set[str] = set()
    pk = organisation.pk
    by_name = Q(email__icontains=words) | Q(name__icontains=words)
    found.update(
        User.objects.filter(memberships__organisation=pk)
        .filter(by_name)
        .values_list("email", flat=True)[:most]
    )
    for rows in (
        Offer.objects.filter(by_name, organisation=pk),
        Contact.objects.filter(by_name, vendor__organisation=pk),
        Respondent.objects.filter(by_name, response__tenant=pk),
    ):
        found.update(rows.values_list("email", flat=True)[:most])
    found.update(
        Invitation.objects.filter(
            Q(email__icontains=words) | Q(respondents__name__icontains=words),
            response__tenant=pk,
        ).values_list("email", flat=True)[:most]
    )
    return sorted(a.lower() for a in found if a and not is_stand_in(a))[:most]


def is_stand_in(address: str) -> bool:
    """Whether an address stands for somebody who was erased."""
    return address.endswith("@erased.invalid")


def held_about(person: Person, names: Iterable[str] | None = None) -> HeldRows:
    """Everything an organisation holds about a person; reads every table of it."""
    needles, held = person.needles(names), HeldRows()
    address = Needles.of(person.address, [])
    for model in tables():
        if model is Organisation:
            continue
        rows = rows_of(model, person.organisation)
        ids = set(holding(rows, address.texts).values_list("pk", flat=True))
        named = holding(_where_named(rows, person), needles.texts)
        held.named[model] = set(named.values_list("pk", flat=True))
        held.own[model] = _own(model, person, needles)
        ids |= held.named[model] | held.own[model]
        if ids:
            held.rows[model] = ids
        for name in fields_to_people(model) if person.user else ():
            pointing = set(
                rows.filter(**{name: person.user}).values_list("pk", flat=True)
            )
            if pointing:
                held.pointing.setdefault(model, {})[name] = pointing
                held.named[model] |= pointing
    organisation = Organisation(pk=person.organisation)
    held.entries = set(
        _entries(organisation, needles, person.user).values_list("pk", flat=True)
    )
    held.entries |= set(signed_entries(person))
    held.files = list(
        Evidence.objects.filter(added_by__in=respondents_of(person)).exclude(file="")
    )
    _add_documents(held, person)
    return held


def respondents_of(person: Person) -> QuerySet[Respondent]:
    """The seats a person took: with the proven address, else through their invitation.

    A link can be forwarded: of seats without a proven address are theirs those in a name that
    is known to be theirs, and the only one of an invitation if there is no name to compare.
    """
    seats = Respondent.objects.filter(response__tenant=person.organisation)
    unproven = seats.filter(email="", invitation__email__iexact=person.address)
    known = {normal(name) for name in person.confirmed}
    found = list(unproven.values_list("pk", "name", "invitation"))
    ways = Counter(invitation for _pk, _name, invitation in found)
    theirs = [
        pk
        for pk, name, invitation in found
        if normal(name) in known
        or (ways[invitation] == 1 and not (known and name.strip()))
    ]
    return seats.filter(Q(email__iexact=person.address) | Q(pk__in=theirs))


def known_of(person: Person) -> KnownPerson:
    """What would be lost with the rows of a person at a vendor."""
    return KnownPerson(person.plain, signed_entries(person))


def signed_entries(person: Person) -> dict[int, str]:
    """Entries of the trail of what a person did at a vendor, by key: the name in front."""
    trail = AuditEntry.objects.filter(organisation=person.organisation, actor=None)
    seats = set(
        respondents_of(person)
        .exclude(name="")
        .values_list("name", "response", "response__respondent_name")
    ) | set(
        submitted_by(person)
        .exclude(attested_name="")
        .values_list("attested_name", "pk", "respondent_name")
    )
    found: dict[int, str] = {}
    for name, response, vendor in seats:
        copies = Copy.objects.filter(response=response).values_list("pk", flat=True)
        files = PlanFile.objects.filter(
            plan__finding__assessment__response=response
        ).values_list("pk", flat=True)
        theirs = trail.filter(
            Q(actor_label=f"{name} ({vendor})"[:254])
            | Q(
                actor_label=name,
                object_type="copies.copy",
                object_id__in=list(map(str, copies)),
            )
            | Q(
                actor_label=f"{name} (vendor)"[:254],
                object_type="findings.planfile",
                object_id__in=list(map(str, files)),
            )
        )
        found |= dict.fromkeys(theirs.values_list("pk", flat=True), name)
    return found


def responses_of(person: Person) -> QuerySet[Response]:
    """The responses a person was asked for or has a seat in."""
    return Response.objects.filter(
        Q(pk__in=respondents_of(person).values("response"))
        | Q(invitations__email__iexact=person.address),
        tenant=person.organisation,
    )


def submitted_by(person: Person) -> QuerySet[Response]:
    """The responses a person submitted."""
    events = ResponseEvent.objects.filter(
        kind=EventKind.SUBMITTED, respondent__in=respondents_of(person)
    )
    return Response.objects.filter(pk__in=events.values("response"))


def is_last_administrator(person: Person) -> bool:
    """Whether nobody else administers the organisation."""
    seats = Membership.objects.filter(
        organisation=person.organisation, roles__contains=[Role.ADMINISTRATOR]
    )
    if person.user is None or not seats.filter(user=person.user).exists():
        return False
    return not seats.exclude(user=person.user).filter(user__is_active=True).exists()


def is_needed_elsewhere(person: Person) -> bool:
    """Whether anything but this organisation holds on to the account; for the worker only."""
    if person.user is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privacy_is_needed_elsewhere(%s, %s, %s)",
            [person.user.pk, person.address, person.organisation],
        )
        return bool(cursor.fetchone()[0]) or person.user.is_superuser


def _is_known(user: User, organisation: Organisation) -> bool:
    seats = Respondent.objects.filter(
        email__iexact=user.email, response__tenant=organisation.pk
    )
    return _was_here(organisation, user) or seats.exists()


def _is_named(organisation: Organisation, user: User) -> bool:
    """Whether the name an account has now is known here: to former colleagues a later one is not."""
    trail = AuditEntry.objects.filter(organisation=organisation)
    return (
        Membership.objects.filter(user=user, organisation=organisation).exists()
        or holding(trail, [user.name]).exists()
    )


def _was_here(organisation: Organisation, user: User) -> bool:
    """Whether an account is or was a member's: others only typed their name elsewhere."""
    return (
        Membership.objects.filter(user=user, organisation=organisation).exists()
        or AuditEntry.objects.filter(actor=user, organisation=organisation).exists()
    )


def _confirmed(
    organisation: Organisation, address: str, user: User | None
) -> tuple[str, ...]:
    """The names that somebody here gave for an address."""
    is_known = user and _was_here(organisation, user) and _is_named(organisation, user)
    names = {user.name} if user and is_known else set()
    names.update(
        Offer.objects.filter(
            organisation=organisation, email__iexact=address
        ).values_list("name", flat=True)
    )
    names.update(
        Contact.objects.filter(
            vendor__organisation=organisation, email__iexact=address
        ).values_list("name", flat=True)
    )
    names.update(
        ReportLink.objects.filter(
            organisation=organisation, email__iexact=address
        ).values_list("name", flat=True)
    )
    return _tidy(names)


def _names(
    organisation: Organisation,
    address: str,
    user: User | None,
    confirmed: tuple[str, ...],
) -> tuple[str, ...]:
    person = Person(organisation.pk, address, (), (), user, confirmed)
    names = set(confirmed)
    names.update(respondents_of(person).values_list("name", flat=True))
    names.update(submitted_by(person).values_list("attested_name", flat=True))
    return _tidy(names)


def _tidy(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name.strip() for name in names if name.strip()}))


def _where_named(rows: QuerySet[Any], person: Person) -> QuerySet[Any]:
    """Rows in which a name may give way: of responses only those the person has to do with."""
    path = response_path(rows.model)
    if path is None:
        return rows
    return rows.filter(**{f"{path}__in": responses_of(person).values("pk")})


def _is_plain(organisation: Organisation, name: str, address: str) -> bool:
    """Whether a name alone says who is meant: two words, and nobody else here has it."""
    if len(name.split()) < 2 or normal(name) == normal(organisation.name):
        return False
    others: set[str] = set()
    pk = organisation.pk
    for rows in (
        User.objects.filter(memberships__organisation=pk),
        Offer.objects.filter(organisation=pk),
        Contact.objects.filter(vendor__organisation=pk),
        Respondent.objects.filter(response__tenant=pk).exclude(email=""),
    ):
        others.update(
            rows.filter(name__iexact=name)
            .exclude(email__iexact=address)
            .values_list("name", flat=True)
        )
    return (
        not others
        and not Vendor.objects.filter(organisation=pk, name_key=normal(name)).exists()
    )


def _own(model: type[Model], person: Person, needles: Needles) -> set[Any]:
    """Rows that are a person's whatever they say."""
    rows: QuerySet[Any]
    if model is Respondent:
        rows = respondents_of(person)
    elif model is Response:
        rows = submitted_by(person)
    elif model is ResponseEvent:
        rows = ResponseEvent.objects.filter(respondent__in=respondents_of(person))
    elif model is Delivery:
        rows = Delivery.objects.filter(
            email__iexact=person.address,
            invitation__response__tenant=person.organisation,
        )
    elif model is Draft:
        return {
            row.pk
            for row in Draft.objects.filter(owner=person.organisation).iterator()
            if needles.stand_in(bytes(row.content).decode(errors="replace"))
        }
    else:
        return set()
    return set(rows.values_list("pk", flat=True))


def _entries(
    organisation: Organisation, needles: Needles, user: User | None
) -> QuerySet[AuditEntry]:
    trail = AuditEntry.objects.filter(organisation=organisation)
    about = holding(trail, needles.texts).values("pk")
    named = Q(pk__in=about)
    if user is not None:
        named |= Q(actor=user)
        named |= Q(object_type="accounts.user", object_id=str(user.pk))
    return trail.filter(named).order_by("pk")


def _add_documents(held: HeldRows, person: Person) -> None:
    """The files that may show the person: made of anything that was found."""
    assessments: set[Any] = set()
    responses: set[Any] = set()
    for model in held.models:
        ids = held.ids(model)
        rows: QuerySet[Any] = QuerySet(model).filter(pk__in=ids)
        for path in ("assessment", "finding__assessment", "decision__assessment"):
            if _leads(model, path.split("__")[0]):
                assessments.update(rows.values_list(path, flat=True))
        if _leads(model, "response"):
            responses.update(rows.values_list("response", flat=True))
        if model is Response:
            responses |= ids
        if model is Assessment:
            assessments |= ids
    assessments.update(
        Assessment.objects.filter(
            Q(response__in=responses)
            | Q(follow_up__in=responses)
            | Q(scores__response__in=responses)
        ).values_list("pk", flat=True)
    )
    reports = Report.objects.filter(
        Q(pk__in=held.ids(Report)) | Q(assessment__in=assessments),
        organisation=person.organisation,
    )
    zips = zips_with(person.organisation, reports.values_list("pk", flat=True))
    held.reports = list(
        Report.objects.filter(
            Q(pk__in=reports.filter(state=ReportState.READY).values("pk"))
            | Q(pk__in=zips.values("pk"))
        ).order_by("-requested_at")
    )
    held.copies = list(Copy.objects.filter(response__in=responses).exclude(file=""))


def _leads(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in about(model).concrete_fields)
