"""What is removed of one person: rows and files about nothing else, and whoever is signed in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core.files.storage import Storage
from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils import timezone

from questionnaires.choices import DeliveryState, ResponseState
from questionnaires.models import Delivery, EntryCode, Evidence, Invitation, WrongTry
from riskapp.accounts.models import DirectoryEntry, IdentityProvider, Membership, Offer
from riskapp.common.models import StoredValue
from riskapp.lists.models import SavedView
from riskapp.notifications.models import Notification
from riskapp.privacy.models import Erasure
from riskapp.privacy.queries.held import HeldRows
from riskapp.privacy.queries.people import Person
from riskapp.privacy.queries.places import about
from riskapp.privacy.queries.texts import Needles
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report, ReportLink, ReportSchedule
from riskapp.vendor_copies.models import Copy
from riskapp.vendors.models import Contact


def remove_own_rows(person: Person, erasure: Erasure) -> None:
    """Rows about nothing but the person, and mails that did not go out yet."""
    here, email = person.organisation, {"email__iexact": person.address}
    Offer.objects.filter(organisation=here, **email).delete()
    _keep_shut_out(person, erasure)
    Contact.objects.filter(vendor__organisation=here, **email).delete()
    EntryCode.objects.filter(invitation__response__tenant=here, **email).delete()
    WrongTry.objects.filter(invitation__response__tenant=here, **email).delete()
    Delivery.objects.filter(
        invitation__response__tenant=here, state=DeliveryState.QUEUED, **email
    ).delete()
    Invitation.objects.filter(
        response__tenant=here,
        response__state=ResponseState.OPEN,
        revoked_at=None,
        **email,
    ).update(revoked_at=timezone.now())
    ReportLink.objects.filter(organisation=here, revoked_at=None, **email).update(
        revoked_at=timezone.now()
    )
    _leave_schedules(person)
    if person.user is None:
        return
    Membership.objects.filter(organisation=here, user=person.user).delete()
    providers = IdentityProvider.objects.filter(organisation=here).values_list("pk")
    SocialAccount.objects.filter(
        user=person.user, provider__in=[str(pk) for (pk,) in providers]
    ).delete()
    Notification.objects.filter(organisation=here, user=person.user).delete()
    SavedView.objects.filter(
        organisation=here, owner=person.user, is_shared=False
    ).delete()


def _leave_schedules(person: Person) -> None:
    """Nothing more is sent to an address; a schedule that would go to nobody ends."""
    address = person.address.lower()
    for schedule in ReportSchedule.objects.filter(organisation=person.organisation):
        left = [one for one in schedule.people if one["email"].lower() != address]
        if len(left) == len(schedule.people):
            continue
        schedule.people = left
        if not left and schedule.ended_at is None:
            schedule.ended_at = timezone.now()
        schedule.save(update_fields=["people", "ended_at"])


def _keep_shut_out(person: Person, erasure: Erasure) -> None:
    """Whoever signing in could bring back stays out, known by keyed digests alone."""
    here = person.organisation
    known = DirectoryEntry.objects.filter(
        organisation=here, email__iexact=person.address
    )
    providers = IdentityProvider.objects.filter(organisation=here).values_list("pk")
    ties = SocialAccount.objects.filter(
        user=person.user, provider__in=[str(pk) for (pk,) in providers]
    )
    seats = Membership.objects.filter(organisation=here, user=person.user)
    is_member = person.user is not None and bool(providers) and seats.exists()
    subjects = list(ties.values_list("uid", flat=True)) if person.user else []
    if not (subjects or is_member or known.exists()):
        return
    known.delete()
    DirectoryEntry.objects.create(
        organisation_id=here,
        email=erasure.address,
        user_name=erasure.address,
        is_active=False,
        deleted_at=timezone.now(),
        digests=DirectoryEntry.digests_of(here, person.address, *subjects),
    )


def remove_documents(held: HeldRows) -> None:
    """Reports and copies that may show the person; what they were (codes, digests) stays."""
    remove_report_files(held.reports)
    remove_copies(held.copies)


def remove_report_files(reports: Iterable[Report]) -> None:
    """Part of what is recorded as a whole; the row keeps code and digests. Links to what is
    no longer there go, with whom they were made for."""
    reports = list(reports)
    ReportLink.objects.filter(report__in=reports).delete()
    for report in reports:
        delete_later(report.file.storage, str(report.file.name))
        Report.objects.filter(pk=report.pk).update(state=ReportState.EXPIRED, file="")


def remove_copies(copies: Collection[Copy]) -> None:
    """Part of what is recorded as a whole; a vendor can have a copy made again."""
    for copy in copies:
        if copy.file:
            delete_later(copy.file.storage, str(copy.file.name))
    call("privacy_remove", Copy, [copy.pk for copy in copies])


def drop_files(held: HeldRows) -> None:
    """The bytes of evidence that the person gave; its row stays."""
    for evidence in held.files:
        delete_later(evidence.file.storage, str(evidence.file.name))
    call("privacy_drop_files", Evidence, [row.pk for row in held.files])


def delete_later(storage: Storage, name: str) -> None:
    """Delete bytes once the change of their row is kept."""
    transaction.on_commit(lambda: storage.delete(name))


def forget_sessions(person: Person) -> None:
    """Whoever is signed in with the account, or proved the address, is signed out."""
    needles = Needles.of(person.address, [])
    user = str(person.user.pk) if person.user else None
    gone = [
        session.session_key
        for session in Session.objects.iterator(chunk_size=500)
        for data in [session.get_decoded()]
        if (user and data.get("_auth_user_id") == user)
        or needles.stand_in(str(data).lower())
    ]
    Session.objects.filter(session_key__in=gone).delete()
    StoredValue.objects.filter(
        Q(key__icontains=person.address) | Q(value__icontains=person.address)
    ).delete()


def call(function: str, model: type[Model], ids: Iterable[Any], *more: Any) -> None:
    """Let the database do what only it may: to rows of a table, by id."""
    keys = [str(one) for one in ids]
    if not keys:
        return
    marks = ", ".join(["%s"] * (2 + len(more)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}({marks})", [about(model).db_table, keys, *more]
        )
