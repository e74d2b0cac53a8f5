"""What is left to do, read from what is really there."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionnaires.scanning import answers, is_configured
from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership, Organisation, User
from riskapp.assessments.models import Assessment
from riskapp.common.heartbeats import Who, last_heard
from riskapp.scoring.profile import OF_BUYER
from riskapp.vendors.models import Vendor

NOWHERE = ("console", "dummy", "filebased")
BACKUP_HOLDS = datetime.timedelta(days=7)
SCANNER_KEY = "setup:scanner-answers"
SCANNER_SECONDS = 60
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class SetupLine:
    """One thing to set up: whether it is, what is so now, and where it is mended."""

    name: str
    title: str
    is_done: bool
    now: str
    mend: str
    url: str


def set_up_list(organisation: Organisation, user: User) -> list[SetupLine]:
    """Every line, as things are at this moment."""
    members = _members(organisation)
    return [
        _mail(organisation),
        _administrators(members),
        _second_factor(members, user),
        _analyst_and_approver(members, four_eyes=organisation.four_eyes),
        _scanner(organisation),
        _backup(),
    ]


def left_to_do(organisation: Organisation, user: User) -> list[SetupLine]:
    """What is not done yet."""
    return [line for line in set_up_list(organisation, user) if not line.is_done]


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One of the four steps to the first assessment: whether it is done, and where; without
    an address, ``text`` says who does it."""

    title: str
    text: str
    is_done: bool
    url: str


def first_steps(organisation: Organisation, user: User) -> list[FirstStep]:
    """Who you are, invite, import, send; three queries. An administrator who lacks a role is
    led to where they give it to themselves, and never told to ask one."""
    members = Membership.objects.filter(organisation=organisation)
    asked = Assessment.objects.filter(
        organisation=organisation, engagement__vendor__is_sample=False
    )
    manages, assesses = user.may_manage, user.may_assess
    roles = reverse("organisations:members")
    by_analyst = (
        _("Give yourself the role of an analyst first.")
        if manages
        else _("An analyst does this.")
    )
    by_administrator = "" if manages else _("An administrator does this.")

    def of_analyst(page: str) -> str:
        return reverse(page) if assesses else roles if manages else ""

    return [
        FirstStep(
            _("Say who you are"),
            by_administrator or _who_you_are(organisation),
            not _not_said(organisation),
            reverse("organisations:settings") if manages else "",
        ),
        FirstStep(
            _("Invite colleagues"),
            by_administrator or _("An analyst reviews answers, an approver decides."),
            members.count() > 1,
            f"{roles}#invite" if manages else "",
        ),
        FirstStep(
            _("Import your vendors"),
            _("From a workbook or a CSV file; nothing happens before you saw it.")
            if assesses
            else by_analyst,
            Vendor.objects.filter(organisation=organisation, is_sample=False).exists(),
            of_analyst("vendors:import"),
        ),
        FirstStep(
            _("Send the first assessments"),
            _("To one vendor, or to many at once.") if assesses else by_analyst,
            asked.exists(),
            of_analyst("vendors:engagements"),
        ),
    ]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a first page shows to whoever begins: the steps, none once all of them are done, and
    whether sample data can be added."""

    steps: list[FirstStep]
    offers_samples: bool


def beginning(organisation: Organisation, user: User) -> Beginning:
    """How far an organisation has come; four queries."""
    steps = first_steps(organisation, user)
    is_done = all(step.is_done for step in steps)
    return Beginning([] if is_done else steps, takes_samples(organisation))


def takes_samples(organisation: Organisation) -> bool:
    """Whether sample data can be added: not where a vendor is registered, or was archived."""
    return not Vendor.objects.filter(organisation=organisation).exists()


def _not_said(organisation: Organisation) -> int:
    """How many of the facts about the buyer itself are open, its country among them."""
    facts = organisation.buyer_facts
    return sum(not fact for fact in (organisation.country, *map(facts.get, OF_BUYER)))


def _who_you_are(organisation: Organisation) -> str:
    """What is asked, and once something was said, how much is left."""
    left = _not_said(organisation)
    if not left or left == len(OF_BUYER) + 1:
        return _("The country, and what holds for all work: asked once, in Settings.")
    text = ngettext(
        "%(left)s of %(all)s facts about you is still open: the country, or what holds for all work.",
        "%(left)s of %(all)s facts about you are still open: the country, or what holds for all work.",
        left,
    )
    return text % {"left": left, "all": len(OF_BUYER) + 1}


def mails_go_out() -> bool:
    """Whether mails are handed to a server at all."""
    return not any(name in settings.EMAIL_BACKEND for name in NOWHERE)


def mail_server() -> str:
    """Which server and sender mails have, as a digest: a test says nothing of another one."""
    parts = (
        settings.EMAIL_BACKEND,
        getattr(settings, "EMAIL_HOST", ""),
        getattr(settings, "EMAIL_PORT", ""),
        getattr(settings, "EMAIL_HOST_USER", ""),
        settings.DEFAULT_FROM_EMAIL,
    )
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Member:
    user_id: int
    roles: frozenset[str]
    has_factor: bool


def _members(organisation: Organisation) -> list[_Member]:
    rows = Membership.objects.filter(organisation=organisation, user__is_active=True)
    people = list(rows.values_list("user_id", "roles"))
    safe = set(
        Authenticator.objects.filter(
            user__in=[user_id for user_id, _roles in people], type__in=FACTORS
        ).values_list("user_id", flat=True)
    )
    return [
        _Member(user_id, frozenset(roles), user_id in safe) for user_id, roles in people
    ]


def _with(members: list[_Member], role: str) -> list[_Member]:
    return [member for member in members if role in member.roles]


def _mail(organisation: Organisation) -> SetupLine:
    at = organisation.mail_tested_at
    is_same = organisation.mail_tested_with == mail_server()
    if at is None:
        now = _("No test mail has been sent yet.")
    elif not is_same:
        now = _("Since the last test another mail server or sender was set.")
    else:
        now = _("The mail server took a test mail.")
    return SetupLine(
        "mail",
        _("Mail works"),
        at is not None and is_same and mails_go_out(),
        now,
        _("Send yourself a test mail"),
        f"{reverse('setup:list')}#mail",
    )


def _administrators(members: list[_Member]) -> SetupLine:
    count = len(_with(members, Role.ADMINISTRATOR))
    return SetupLine(
        "administrators",
        _("Two administrators"),
        count > 1,
        ngettext(
            "There is %(count)s administrator: nobody could help them out.",
            "There are %(count)s administrators.",
            count,
        )
        % {"count": count},
        _("Invite another administrator"),
        f"{reverse('organisations:members')}#invite",
    )


def _second_factor(members: list[_Member], user: User) -> SetupLine:
    without = [m for m in _with(members, Role.ADMINISTRATOR) if not m.has_factor]
    is_me = any(member.user_id == user.pk for member in without)
    if not without:
        now = _("Every administrator has one.")
    elif is_me:
        now = _("You have none: a stolen password would open everything.")
    else:
        now = ngettext(
            "%(count)s administrator has none.",
            "%(count)s administrators have none.",
            len(without),
        ) % {"count": len(without)}
    return SetupLine(
        "second_factor",
        _("A second factor for administrators"),
        not without,
        now,
        _("Set up your second factor") if is_me else _("Require it of all members"),
        reverse("mfa_index") if is_me else reverse("organisations:settings"),
    )


def _analyst_and_approver(members: list[_Member], *, four_eyes: bool) -> SetupLine:
    analysts = {member.user_id for member in _with(members, Role.ANALYST)}
    approvers = {member.user_id for member in _with(members, Role.APPROVER)}
    is_one = four_eyes and len(analysts | approvers) == 1
    if not analysts and not approvers:
        now = _("There is neither: nobody can start an assessment or decide on one.")
    elif not analysts:
        now = _("There is no analyst: nobody can start an assessment.")
    elif not approvers:
        now = _("There is no approver: nobody can decide.")
    elif is_one:
        now = _("One person is both, and nobody decides on what they reviewed.")
    else:
        now = _("Assessments can be made and decided.")
    return SetupLine(
        "people",
        _("An analyst and an approver"),
        bool(analysts and approvers) and not is_one,
        now,
        _("Invite members"),
        f"{reverse('organisations:members')}#invite",
    )


def _scanner(organisation: Organisation) -> SetupLine:
    if is_configured():
        is_there = _scanner_answers()
        now = (
            _("The virus scanner answers.")
            if is_there
            else _("The virus scanner does not answer: files of vendors wait.")
        )
    else:
        is_there = organisation.works_without_scanner
        now = (
            _("Off, as your organisation decided.")
            if is_there
            else _("None is set: files of vendors are not scanned for viruses.")
        )
    return SetupLine(
        "scanner",
        _("Virus scanner"),
        is_there,
        now,
        _("See what to do"),
        f"{reverse('setup:list')}#scanner",
    )


def _scanner_answers() -> bool:
    """Asked at most once a minute, so that a page never waits for it twice."""
    known = cache.get(SCANNER_KEY)
    if known is None:
        known = answers()
        cache.set(SCANNER_KEY, known, SCANNER_SECONDS)
    return bool(known)


def _backup() -> SetupLine:
    at = last_heard(Who.BACKUP)
    if at is None:
        now = _("None was made yet.")
    elif timezone.now() - at > BACKUP_HOLDS:
        now = _("The last one is older than a week.")
    else:
        now = _("One was made in the last seven days.")
    return SetupLine(
        "backup",
        _("A backup"),
        at is not None and timezone.now() - at <= BACKUP_HOLDS,
        now,
        _("See how"),
        f"{reverse('setup:list')}#backup",
    )
