"""Erasing one person from what an organisation holds."""

from __future__ import annotations

from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from questionnaires.models import Draft
from riskapp.accounts.models import IdentityProvider, Membership, Organisation, User
from riskapp.audit.actions import record
from riskapp.audit.queries import ERASED, links_in_words
from riskapp.common.work import TRIES
from riskapp.lists.models import SavedView
from riskapp.notifications.models import Notification, Preference
from riskapp.privacy.actions.pseudonyms import erase_from_trail, point_to, put_pseudonym
from riskapp.privacy.actions.removing import (
    drop_files,
    forget_sessions,
    remove_documents,
    remove_own_rows,
)
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
from riskapp.privacy.queries.trail import KnownPerson


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
    remove_own_rows(person, erasure)
    Draft.objects.filter(pk__in=held.rows.get(Draft, ())).delete()
    if wanted.get("reports", True):
        remove_documents(held)
    if wanted.get("files"):
        drop_files(held)
    stand_in = _stand_in(person, erasure)
    put_pseudonym(person, names, held, erasure)
    if stand_in is not None and person.user is not None:
        point_to(held, person.user, stand_in)
    links = erase_from_trail(person, names, held, erasure, stand_in)
    if person.user is not None and stand_in is None:
        _erase_account(person.user, erasure)
    forget_sessions(person)
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


def _stand_in(person: Person, erasure: Erasure) -> User | None:
    """An account that takes the person's place here, where their own is needed elsewhere."""
    if person.user is None or not is_needed_elsewhere(person):
        return None
    nobody = User()
    _make_nobody(nobody, erasure)
    nobody.save()
    return nobody
