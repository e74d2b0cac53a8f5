"""Deleting what is past its period, a batch at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from questionnaires.models import (
    Answer,
    Delivery,
    Entry,
    EntryCode,
    Evidence,
    Invitation,
    Message,
    Remark,
    Respondent,
    Response,
    ResponseEvent,
    Upload,
    WrongTry,
)
from riskapp.accounts.models import Organisation, User
from riskapp.activity.models import ActivityAlert, ActivityDay, ActivityFile
from riskapp.audit.actions import erase_values, record
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries import RAN_OUT, links_in_words
from riskapp.common.outbox import queue_surely
from riskapp.facts.models import SourceFile
from riskapp.findings.models import PlanFile
from riskapp.incidents.models import Incident
from riskapp.notifications.actions.notifying import count_unread
from riskapp.privacy.actions.erasing import ask_to_erase, erase
from riskapp.privacy.actions.removing import (
    call,
    delete_later,
    remove_copies,
    remove_report_files,
)
from riskapp.privacy.choices import ErasureState, RetentionKind
from riskapp.privacy.errors import PrivacyError
from riskapp.privacy.queries.addresses import person_in
from riskapp.privacy.queries.people import is_stand_in
from riskapp.privacy.queries.periods import all_below, days_of, due, people_of
from riskapp.privacy.queries.samples import PUT_AWAY
from riskapp.privacy.queries.trail import KnownPerson, known_of
from riskapp.reports.models import Report
from riskapp.reports.queries.waiting import zips_with
from riskapp.sending.models import Reminder
from riskapp.vendor_copies.models import Copy
from riskapp.vendors.actions import lock_vendors
from riskapp.vendors.models import Contact, Engagement, Vendor

logger = logging.getLogger(__name__)
# The task that removes samples, by the name its queue knows.
REMOVE_SAMPLES = "riskapp.privacy.tasks.remove_sample_data"
AT_ONCE = 500  # rows of a kind in one transaction
HEAVY = {
    RetentionKind.DRAFTS: 20,
    RetentionKind.INCIDENTS: 100,
    RetentionKind.ARCHIVED: 5,
    RetentionKind.FORMER: 5,
}
# What the lists of a closed incident say of people.
OF_PEOPLE = ("email", "said_by")
Batch = list[QuerySet[Any]]


def delete_past(organisation: Organisation) -> dict[str, int]:
    """Delete one batch of what an organisation no longer keeps; how many rows of each kind.

    The batch is one transaction with one entry of the audit trail. Where a kind cannot be
    deleted, it is logged, and the others are.
    """
    counts: dict[str, int] = {}
    links: list[int] = []
    with transaction.atomic():
        for kind, days in days_of(organisation).items():
            batch = [rows.order_by("pk") for rows in due(organisation, kind, days)]
            if not any(rows.exists() for rows in batch):
                continue
            try:
                with transaction.atomic():
                    count = HOW[kind](organisation, batch, links)
                    connection.check_constraints()
            except (DatabaseError, PrivacyError):
                logger.exception("What is past its period (%s) was not deleted.", kind)
                continue
            if count:
                counts[kind] = count
        if counts:
            record(
                RAN_OUT,
                organisation,
                organisation=organisation,
                by=None,
                after={"rows": counts, "links": links_in_words(links)},
            )
    return counts


def _drafts(_organisation: Organisation, batch: Batch, _links: list[int]) -> int:
    """Everything below a response; the response and its assessment stay, empty."""
    responses = _ids(batch[0], HEAVY[RetentionKind.DRAFTS])
    of_response = {"response__in": responses}
    of_invitation = {"invitation__response__in": responses}
    _drop_files(Evidence.objects.filter(**of_response))
    below: Iterable[QuerySet[Any]] = (
        ResponseEvent.objects.filter(**of_response),
        Remark.objects.filter(**of_response),
        Message.objects.filter(**of_response),
        Answer.objects.filter(**of_response),
        Evidence.objects.filter(**of_response),
        Upload.objects.filter(**of_response),
        SourceFile.objects.filter(**of_response),
        ActivityAlert.objects.filter(**of_response),
        ActivityDay.objects.filter(file__response__in=responses),
        ActivityFile.objects.filter(**of_response),
        Entry.objects.filter(**of_response),
        Reminder.objects.filter(**of_response),
        Delivery.objects.filter(**of_invitation),
        EntryCode.objects.filter(**of_invitation),
        WrongTry.objects.filter(**of_invitation),
        Respondent.objects.filter(**of_response),
        Invitation.objects.filter(**of_response),
    )
    for rows in below:
        _remove(rows)
    Response.objects.filter(pk__in=responses).update(answered=0)
    return len(responses)


def _removed(_organisation: Organisation, batch: Batch, _links: list[int]) -> int:
    entries, evidence = (_ids(rows) for rows in batch)
    for model in (ResponseEvent, Remark, Answer, Evidence, SourceFile, ActivityFile):
        rows: QuerySet[Any] = QuerySet(model)
        _remove(rows.filter(entry__in=entries))
    call("privacy_remove", Entry, entries)
    call("privacy_remove", Evidence, evidence)
    return len(entries) + len(evidence)


def _history(_organisation: Organisation, batch: Batch, _links: list[int]) -> int:
    return _remove(batch[0], AT_ONCE)


def _evidence(_organisation: Organisation, batch: Batch, _links: list[int]) -> int:
    return _drop_files(batch[0])


def _invitations(_organisation: Organisation, batch: Batch, _links: list[int]) -> int:
    ended = _ids(batch[0])
    for model in (Delivery, EntryCode, WrongTry):
        rows: QuerySet[Any] = QuerySet(model)
        _remove(rows.filter(invitation__in=ended))
    return Invitation.objects.filter(pk__in=ended).update(email="")


def _plain(_organisation: Organisation, batch: Batch, _links: list[int]) -> int:
    return sum(_remove(rows, AT_ONCE) for rows in batch)


def _incidents(_organisation: Organisation, batch: Batch, _links: list[int]) -> int:
    """Requests and replies with their pages; the lists of the incident keep no person."""
    pages = _ids(batch[0], HEAVY[RetentionKind.INCIDENTS])
    ended = Incident.objects.filter(requests__response__in=pages).distinct()
    for incident in list(ended):
        rows = incident.outcome.get("rows", [])
        incident.outcome["rows"] = [row | dict.fromkeys(OF_PEOPLE, "") for row in rows]
        incident.save(update_fields=["outcome"])
    for model, ids in all_below({Response: pages}).items():
        call("privacy_remove", model, ids)
    return len(pages)


def _reports(_organisation: Organisation, batch: Batch, _links: list[int]) -> int:
    reports, copies = (list(rows[:AT_ONCE]) for rows in batch)
    remove_report_files(reports)
    remove_copies(copies)
    return len(reports) + len(copies)


def _notifications(_organisation: Organisation, batch: Batch, _links: list[int]) -> int:
    ids = _ids(batch[0])
    told = batch[0].model.objects.filter(pk__in=ids)
    people = list(User.objects.filter(pk__in=told.values("user")))
    told.delete()
    count_unread([person.pk for person in people])
    return len(ids)


def _sign_ins(_organisation: Organisation, batch: Batch, links: list[int]) -> int:
    entries: list[AuditEntry] = list(batch[0][:AT_ONCE])
    for entry in entries:
        erase_values(entry, {"ip": None, "user_agent": ""})
        links.append(int(entry.position or 0))
    return len(entries)


def _archived(organisation: Organisation, batch: Batch, _links: list[int]) -> int:
    """Vendors or engagements with everything about them; people whom nothing else here knows are
    erased from the trail too."""
    most = HEAVY[RetentionKind.ARCHIVED]
    vendors = _ids(batch[0], most)
    found = all_below({Vendor: vendors, Engagement: _ids(batch[1], most)})
    people = {
        address: known_of(person)
        for address in people_of(found)
        if (person := person_in(organisation, address))
    }
    _delete_stored(organisation, found)
    for model, ids in found.items():
        call("privacy_remove", model, ids)
    for address, known in people.items():
        if not _is_known(organisation, address):
            _erase(organisation, address, known)
    return sum(len(found.get(model, ())) for model in (Vendor, Engagement))


def _former(organisation: Organisation, batch: Batch, _links: list[int]) -> int:
    """Whoever may not be erased, e.g. because of a hold, is left for another day."""
    emails = batch[0].values_list("before__email", flat=True)
    done = 0
    for address in dict.fromkeys(str(email).lower() for email in emails):
        if done == HEAVY[RetentionKind.FORMER]:
            break
        if not is_stand_in(address):
            done += _erase(organisation, address)
    return done


@transaction.atomic
def put_samples_away(organisation: Organisation, *, by: User) -> int:
    """Take the vendors that are there to look around in out of every list, until the worker, which
    alone may, removes them; how many. Twice has the worker come back to what is still there."""
    samples = Vendor.objects.filter(organisation=organisation, is_sample=True)
    lock_vendors(_ids(samples, None))
    number = samples.update(archived_at=timezone.now())
    if number:
        record(
            PUT_AWAY,
            organisation,
            organisation=organisation,
            by=by,
            after={"vendors": number},
        )
        queue_surely(REMOVE_SAMPLES, str(organisation.pk), by.pk)
    return number


@transaction.atomic
def remove_samples(organisation: Organisation, *, by: User | None) -> int:
    """Remove the vendors that are there to look around, with everything that belongs to them;
    how many. What was done with them stays in the audit trail. Only the worker may."""
    samples = Vendor.objects.select_for_update().filter(
        organisation=organisation, is_sample=True
    )
    vendors = _ids(samples.order_by("pk"), None)
    if not vendors:
        return 0
    found = all_below({Vendor: vendors})
    _delete_stored(organisation, found)
    for model, ids in found.items():
        call("privacy_remove", model, ids)
    record(
        "sample data removed",
        organisation,
        organisation=organisation,
        by=by,
        after={"vendors": len(vendors)},
    )
    return len(vendors)


HOW: dict[str, Callable[[Organisation, Batch, list[int]], int]] = {
    RetentionKind.DRAFTS: _drafts,
    RetentionKind.REMOVED: _removed,
    RetentionKind.HISTORY: _history,
    RetentionKind.EVIDENCE: _evidence,
    RetentionKind.INVITATIONS: _invitations,
    RetentionKind.UPLOADS: _plain,
    RetentionKind.INCIDENTS: _incidents,
    RetentionKind.REPORTS: _reports,
    RetentionKind.NOTIFICATIONS: _notifications,
    RetentionKind.SIGN_INS: _sign_ins,
    RetentionKind.ARCHIVED: _archived,
    RetentionKind.FORMER: _former,
}


def _erase(
    organisation: Organisation, address: str, known: KnownPerson | None = None
) -> bool:
    """Whether somebody was erased; not while anything forbids it."""
    person = person_in(organisation, address)
    if person is None:
        return False
    try:
        asked = ask_to_erase(
            organisation,
            address,
            names={*(known.names if known else ()), *person.plain},
            known=known,
            by=None,
        )
    except PrivacyError:
        return False
    return erase(asked).state == ErasureState.DONE


def _is_known(organisation: Organisation, address: str) -> bool:
    here = {"email__iexact": address}
    return (
        Contact.objects.filter(vendor__organisation=organisation, **here).exists()
        or Invitation.objects.filter(response__tenant=organisation.pk, **here).exists()
        or User.objects.filter(memberships__organisation=organisation, **here).exists()
    )


def _delete_stored(
    organisation: Organisation, found: Mapping[type[Model], Collection[Any]]
) -> None:
    """Files of what goes, and the ZIPs that hold one of its reports."""
    remove_report_files(zips_with(organisation.pk, found.get(Report, ())))
    for model in (Evidence, PlanFile, Report, Copy):
        rows: QuerySet[Any] = QuerySet(model).filter(pk__in=found.get(model, ()))
        for row in rows.exclude(file=""):
            delete_later(row.file.storage, str(row.file.name))


def _drop_files(rows: QuerySet[Evidence]) -> int:
    found = list(rows.exclude(file="")[:AT_ONCE])
    for row in found:
        delete_later(row.file.storage, str(row.file.name))
    call("privacy_drop_files", Evidence, [row.pk for row in found])
    return len(found)


def _remove(rows: QuerySet[Any], most: int | None = None) -> int:
    ids = _ids(rows, most)
    call("privacy_remove", rows.model, ids)
    return len(ids)


def _ids(rows: QuerySet[Any], most: int | None = AT_ONCE) -> list[Any]:
    return list(rows.values_list("pk", flat=True)[:most])
