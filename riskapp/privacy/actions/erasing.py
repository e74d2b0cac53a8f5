"""Erasing one person from what an organisation holds."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.storage import Storage
from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils import timezone

from questionnaires.choices import DeliveryState, ResponseState
from questionnaires.document.sealing import proofs_after
from questionnaires.models import (
    Answer,
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
from questionnaires.queries import payload_of
from riskapp.accounts.models import (
    DirectoryEntry,
    IdentityProvider,
    Membership,
    Offer,
    Organisation,
    User,
)
from riskapp.audit.actions import ERASABLE, erase_values, record
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries import ERASED, links_in_words
from riskapp.common.models import StoredValue
from riskapp.common.work import TRIES
from riskapp.lists.models import SavedView
from riskapp.notifications.models import Notification, Preference
from riskapp.privacy.choices import ErasureState
from riskapp.privacy.errors import (
    BreakGlassStays,
    LastAdministratorStays,
    NobodyFound,
    NotTheirName,
    PrivacyError,
    UnderHold,
)
from riskapp.privacy.models import Erasure
from riskapp.privacy.queries.addresses import person_in
from riskapp.privacy.queries.held import HeldRows, held_about
from riskapp.privacy.queries.people import (
    Person,
    is_last_administrator,
    is_needed_elsewhere,
)
from riskapp.privacy.queries.periods import is_under_hold
from riskapp.privacy.queries.places import about
from riskapp.privacy.queries.texts import Needles
from riskapp.privacy.queries.trail import KnownPerson, signed_entries
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report, ReportLink, ReportSchedule
from riskapp.vendor_copies.models import Copy
from riskapp.vendors.models import Contact

# Rows with one name, a person's own: it goes, whatever it is.
OWN = (Respondent, Response, ResponseEvent)


@transaction.atomic
def ask_to_erase(
    organisation: Organisation,
    address: str,
    *,
    names: Collection[str] = (),
    reports: bool = True,
    files: bool = False,
    reason: str = "",
    known: KnownPerson | None = None,
    by: User | None,
) -> Erasure:
    """Queue the erasure of whom an address belongs to; only the worker can do it.

    ``names`` are those that are replaced in what others wrote, too, out of the confirmed and those
    ``known`` from before the rows that confirmed them went; with ``reports`` the files of reports and copies that may show the person go, with ``files`` those
    the person added. Raises NobodyFound, NotTheirName, LastAdministratorStays, BreakGlassStays and
    UnderHold. The trail says that somebody is to be erased, not who.
    """
    person = person_in(organisation, address)
    if person is None:
        raise NobodyFound
    known = known or KnownPerson()
    if not set(names) <= {*person.confirmed, *known.names}:
        raise NotTheirName
    _require_free(person, held_about(person, names))
    erasure = Erasure.objects.create(
        organisation=organisation,
        wanted={
            "address": person.address,
            "names": list(names),
            "signed": {str(pk): name for pk, name in known.signed.items()},
            "reports": reports,
            "files": files,
        },
        reason=str(person.needles(person.names).replaced(reason, "…"))[:300],
        asked_by=by,
    )
    record(
        "erasure of a person asked for",
        erasure,
        organisation=organisation,
        by=by,
        actor_label="" if by else "operator",
        after={"reason": erasure.reason},
    )
    return erasure


@transaction.atomic
def erase(erasure: Erasure) -> Erasure:
    """Do what was asked for: all of it, or nothing. Doing it twice is the same as once.

    What may forbid it is asked once more, while nobody changes who is a member or how they sign in.
    """
    erasure = (
        Erasure.objects.select_for_update(of=("self",))
        .select_related("organisation", "asked_by")
        .get(pk=erasure.pk)
    )
    if erasure.state != ErasureState.QUEUED:
        return erasure
    wanted = erasure.wanted
    _lock_seats(erasure.organisation)
    person = person_in(erasure.organisation, str(wanted.get("address", "")))
    if person is None:
        return _finished(erasure, ErasureState.DONE, {})
    names = tuple(wanted.get("names", ()))
    held = held_about(person, names)
    try:
        _require_free(person, held)
    except PrivacyError as error:
        return _failed(erasure, error.code)
    counts = _counted(held)
    _remove_own_rows(person, erasure)
    Draft.objects.filter(pk__in=held.rows.get(Draft, ())).delete()
    if wanted.get("reports", True):
        _remove_documents(held)
    if wanted.get("files"):
        _drop_files(held)
    stand_in = _stand_in(person, erasure)
    _put_pseudonym(person, names, held, erasure)
    if stand_in is not None and person.user is not None:
        _point_to(held, person.user, stand_in)
    links = _erase_from_trail(person, names, held, erasure, stand_in)
    if person.user is not None and stand_in is None:
        _erase_account(person.user, erasure)
    _forget_sessions(person)
    record(
        ERASED,
        erasure,
        organisation=erasure.organisation,
        by=_by(erasure, person, stand_in),
        actor_label="" if erasure.asked_by else "operator",
        after={"links": links_in_words(links), "rows": counts},
    )
    return _finished(erasure, ErasureState.DONE, counts)


@transaction.atomic
def begin(erasure: Erasure) -> bool:
    """Count a try, and say whether to go on; one whose worker was lost again and again has
    failed."""
    erasure = _locked(erasure)
    if erasure.state != ErasureState.QUEUED:
        return False
    if erasure.attempts >= TRIES:
        _failed(erasure, "fault")
        return False
    erasure.attempts += 1
    erasure.save(update_fields=["attempts"])
    return True


@transaction.atomic
def give_up(erasure: Erasure) -> Erasure:
    """Fail an erasure that something unforeseen stopped, once it was tried often enough."""
    erasure = _locked(erasure)
    if erasure.attempts < TRIES or erasure.state != ErasureState.QUEUED:
        return erasure
    return _failed(erasure, "fault")


def _locked(erasure: Erasure) -> Erasure:
    return (
        Erasure.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=erasure.pk)
    )


def _failed(erasure: Erasure, reason: str) -> Erasure:
    record(
        "erasure of a person failed",
        erasure,
        organisation=erasure.organisation,
        by=None,
        after={"reason": reason},
    )
    return _finished(erasure, ErasureState.FAILED, {})


def _lock_seats(organisation: Organisation) -> None:
    """Nobody becomes or stops being an administrator, or break-glass account, meanwhile."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    for rows in (
        Membership.objects.select_for_update().filter(organisation=organisation),
        IdentityProvider.objects.select_for_update().filter(organisation=organisation),
    ):
        list(rows.order_by("pk"))


def _require_free(person: Person, held: HeldRows) -> None:
    if is_last_administrator(person):
        raise LastAdministratorStays
    if (
        person.user is not None
        and IdentityProvider.objects.filter(
            organisation=person.organisation, break_glass=person.user
        ).exists()
    ):
        raise BreakGlassStays
    if is_under_hold(person, held):
        raise UnderHold


def _erase_account(user: User, erasure: Erasure) -> None:
    """An account that stands for nobody: the row stays, because others point at it."""
    for rows in (
        EmailAddress.objects.filter(user=user),
        Authenticator.objects.filter(user=user),
        SocialAccount.objects.filter(user=user),
        UserSession.objects.filter(user=user),
        Preference.objects.filter(user=user),
        Notification.objects.filter(user=user),
        SavedView.objects.filter(owner=user, is_shared=False),
    ):
        rows.delete()
    _make_nobody(user, erasure)
    user.save()


def _make_nobody(user: User, erasure: Erasure) -> None:
    user.email, user.name = erasure.address, erasure.label
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = user.proven_at = None
    user.language = user.time_zone = ""
    user.set_unusable_password()


def _by(erasure: Erasure, person: Person, stand_in: User | None) -> User | None:
    """Whoever asked, as they are known now: it may be themselves."""
    if erasure.asked_by is None or person.user != erasure.asked_by:
        return erasure.asked_by
    return stand_in or User.objects.get(pk=erasure.asked_by.pk)


def _finished(erasure: Erasure, state: ErasureState, counts: dict[str, int]) -> Erasure:
    erasure.state, erasure.counts, erasure.wanted = state, counts, {}
    erasure.done_at = timezone.now()
    erasure.save(update_fields=["state", "counts", "wanted", "done_at"])
    return erasure


def _counted(held: HeldRows) -> dict[str, int]:
    counts = {about(m).label_lower: len(held.ids(m)) for m in held.models}
    counts.pop("privacy.erasure", None)
    return counts | {"audit.auditentry": len(held.entries)}


def _remove_own_rows(person: Person, erasure: Erasure) -> None:
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


def _remove_documents(held: HeldRows) -> None:
    """Files that may show the person; what they were (codes, digests) stays."""
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


def _drop_files(held: HeldRows) -> None:
    for evidence in held.files:
        delete_later(evidence.file.storage, str(evidence.file.name))
    call("privacy_drop_files", Evidence, [row.pk for row in held.files])


def delete_later(storage: Storage, name: str) -> None:
    """Delete bytes once the change of their row is kept."""
    transaction.on_commit(lambda: storage.delete(name))


def _stand_in(person: Person, erasure: Erasure) -> User | None:
    """An account that takes the person's place here, where their own is needed elsewhere."""
    if person.user is None or not is_needed_elsewhere(person):
        return None
    nobody = User()
    _make_nobody(nobody, erasure)
    nobody.save()
    return nobody


def _put_pseudonym(
    person: Person, names: Collection[str], held: HeldRows, erasure: Erasure
) -> None:
    before = {row.pk: payload_of(row) for row in _submitted(held)}
    everywhere = list(person.needles(names).texts)
    address = list(person.needles([]).texts)
    for model in held.models:
        named = held.named.get(model, set())
        others = held.ids(model) - named
        call("privacy_put_pseudonym", model, named, everywhere, erasure.person)
        call("privacy_put_pseudonym", model, others, address, erasure.person)
        if model in OWN:
            call("privacy_unname", model, held.own[model], erasure.person)
    for response in Response.objects.filter(pk__in=before).select_related("version"):
        now = payload_of(response)
        if now == before[response.pk]:
            continue
        proofs = proofs_after(
            before[response.pk], now, secret=response.secret, proofs=response.proofs
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT privacy_keep_proofs(%s, %s::jsonb)",
                [response.pk, json.dumps(proofs)],
            )


def _submitted(held: HeldRows) -> Iterable[Response]:
    """Submitted responses of which something may change that their digest is about."""
    answers = Answer.objects.filter(pk__in=held.rows.get(Answer, ()))
    evidence = Evidence.objects.filter(pk__in=held.rows.get(Evidence, ()))
    touched = Q(pk__in=held.rows.get(Response, ()))
    touched |= Q(pk__in=answers.values("response"))
    touched |= Q(pk__in=evidence.values("response"))
    return Response.objects.filter(
        touched, state=ResponseState.SUBMITTED
    ).select_related("version")


def _point_to(held: HeldRows, before: User, after: User) -> None:
    with connection.cursor() as cursor:
        for model, fields in held.pointing.items():
            for name, ids in fields.items():
                column = about(model).get_field(name).column
                cursor.execute(
                    "SELECT privacy_point_to(%s, %s, %s, %s, %s)",
                    [
                        about(model).db_table,
                        column,
                        list(map(str, ids)),
                        before.pk,
                        after.pk,
                    ],
                )


def _erase_from_trail(
    person: Person,
    names: Collection[str],
    held: HeldRows,
    erasure: Erasure,
    stand_in: User | None,
) -> list[int]:
    """The links of the chain in which the person stood."""
    everywhere = person.needles(names)
    every_name = person.needles({*person.confirmed, *names})
    signed = signed_entries(person)
    signed |= {int(pk): name for pk, name in erasure.wanted.get("signed", {}).items()}
    links = []
    entries = AuditEntry.objects.filter(pk__in=held.entries | set(signed)).exclude(
        hash=""
    )
    for entry in entries.order_by("pk").iterator(chunk_size=500):
        changed = _without(
            entry, person, (everywhere, every_name), erasure.label, stand_in
        )
        if name := signed.get(entry.pk):
            rest = entry.actor_label.removeprefix(name)
            changed["actor_label"] = f"{erasure.label}{rest}"[:254]
            changed |= {"ip": None, "user_agent": ""}
        if changed:
            erase_values(entry, changed)
            links.append(int(entry.position or 0))
    return links


def _without(
    entry: AuditEntry,
    person: Person,
    needles: tuple[Needles, Needles],
    label: str,
    stand_in: User | None,
) -> dict[str, Any]:
    """The fields of an entry that change when a person goes."""
    user = person.user.pk if person.user else None
    is_actor = user is not None and entry.actor_id == user
    is_object = (
        user is not None
        and entry.object_type == "accounts.user"
        and entry.object_id == str(user)
    )
    texts = ("actor_label", "object_label", "before", "after")
    stored = {name: getattr(entry, name) for name in texts}
    everywhere, every_name = needles
    is_named = any(person.address in str(value).lower() for value in stored.values())
    own = every_name if is_actor or is_object or is_named else everywhere
    now = {name: own.replaced(value, label) for name, value in stored.items()}
    if is_actor or now["actor_label"] != stored["actor_label"] or is_object:
        now |= {"ip": None, "user_agent": ""}
    if is_actor and stand_in is not None:
        now |= {"actor_id": stand_in.pk, "actor_label": label}
    if is_object and stand_in is not None:
        now |= {"object_id": str(stand_in.pk), "object_label": label}
    for name in ("actor_label", "object_label"):
        now[name] = str(now[name])[:254]
    return {
        name: value
        for name, value in now.items()
        if name in ERASABLE and value != getattr(entry, name)
    }


def _forget_sessions(person: Person) -> None:
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
