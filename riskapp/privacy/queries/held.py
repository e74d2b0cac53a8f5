"""Where an organisation holds something about a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet

from questionnaires.models import (
    Delivery,
    Draft,
    EntryCode,
    Evidence,
    Respondent,
    Response,
    ResponseEvent,
    WrongTry,
)
from riskapp.accounts.models import DirectoryEntry, Membership, Offer, Organisation
from riskapp.assessments.models import Assessment
from riskapp.lists.models import SavedView
from riskapp.notifications.models import Notification
from riskapp.privacy.queries.people import (
    Person,
    respondents_of,
    responses_of,
    submitted_by,
)
from riskapp.privacy.queries.places import (
    about,
    fields_to_people,
    response_path,
    rows_of,
    tables,
)
from riskapp.privacy.queries.texts import Needles, holding
from riskapp.privacy.queries.trail import entries_about, signed_entries
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report
from riskapp.reports.queries.waiting import zips_with
from riskapp.vendor_copies.models import Copy
from riskapp.vendors.models import Contact

# Rows that are about nothing but the person: they go.
GOES = (
    Membership, Offer, DirectoryEntry, Contact, EntryCode, WrongTry, Notification, SavedView,
)  # fmt: skip


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
        entries_about(organisation, needles, person.user).values_list("pk", flat=True)
    )
    held.entries |= set(signed_entries(person))
    held.files = list(
        Evidence.objects.filter(added_by__in=respondents_of(person)).exclude(file="")
    )
    _add_documents(held, person)
    return held


def _where_named(rows: QuerySet[Any], person: Person) -> QuerySet[Any]:
    """Rows in which a name may give way: of responses only those the person has to do with."""
    path = response_path(rows.model)
    if path is None:
        return rows
    return rows.filter(**{f"{path}__in": responses_of(person).values("pk")})


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
