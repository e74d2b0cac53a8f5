"""Vendors, their work and their answers, loaded once."""

from __future__ import annotations

import datetime
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from questionnaires.actions.answers import fill
from questionnaires.actions.publishing import publish
from questionnaires.actions.responses import submit_response
from questionnaires.models import Invitation, QuestionnaireVersion
from questionnaires.queries import link_path
from riskapp.accounts.choices import Role, VendorEntryPolicy
from riskapp.accounts.models import Membership, Organisation, User
from riskapp.assessments.actions.lifecycle import StartWords, start_assessment
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.demo.actions.story import add_story
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.actions.reviewing import count_contradictions
from riskapp.scoring.files import score_file
from riskapp.scoring.profile import inherent_of
from riskapp.shipped.core import CORE
from riskapp.vendors.actions import add_contact, register_engagement, register_vendor

EXAMPLES = Path(settings.ROOT) / "docs" / "examples"
ORGANISATION = "Meridian Savings Bank"
STRANGER = "Aurora Logistics"
PEOPLE = (
    ("analyst@meridian.example", "Anna Lindqvist", (Role.ANALYST,)),
    ("approver@meridian.example", "Marc Delon", (Role.APPROVER,)),
    ("procurement@meridian.example", "Petra Novak", (Role.PROCUREMENT,)),
    ("auditor@meridian.example", "Ines Moreau", (Role.AUDITOR,)),
    ("admin@meridian.example", "Tom Becker", (Role.ADMINISTRATOR,)),
)
# Vendor, country, engagement, answers from, days until due, whether it was submitted.
PORTFOLIO = (
    ("Rotbuchenwerk Software", "DE", "Customer portal", "careful", 10, True),
    ("Halmquist Drift", "SE", "Platform operations", "production-agents", 7, True),
    ("Kestrel & Byrne", "IE", "Payments back office", "typical", 5, True),
    ("Studio Fjordlys", "NO", "Mobile banking app", "personal-accounts", 3, True),
    ("Codehaven", "PL", "Data warehouse", "half-answered", -4, False),
    ("Atelier Numérique", "FR", "Intranet rebuild", None, 14, False),
)
# What is known of a vendor: services, labels, contact name, address and role.
KNOWN = {
    "Rotbuchenwerk Software": (
        "Web development for customers",
        ["cloud"],
        ("Jana Roth", "jana.roth@rotbuchenwerk.example", "Head of engineering"),
    ),
    "Halmquist Drift": (
        "Operates the platform day and night",
        ["cloud", "operations"],
        ("Per Halmquist", "per@halmquist.example", "Operations lead"),
    ),
    "Kestrel & Byrne": (
        "Back-office systems for payments",
        ["payments"],
        ("Aoife Byrne", "aoife@kestrelbyrne.example", "CTO"),
    ),
    "Studio Fjordlys": (
        "Apps for iOS and Android",
        ["mobile"],
        ("Ingrid Dahl", "ingrid@fjordlys.example", "Managing director"),
    ),
    "Codehaven": (
        "Data engineering",
        ["data"],
        ("Piotr Nowak", "piotr@codehaven.example", "Tech lead"),
    ),
    "Atelier Numérique": (
        "Design and intranet",
        [],
        ("Chloé Martin", "chloe@atelier-numerique.example", "Project lead"),
    ),
}
PASSWORD_FILE = "demo_password"  # noqa: S105  # the name of a file


def load_demo() -> None:
    """Make the demo once; afterwards it is left as people changed it."""
    if Organisation.objects.filter(name=ORGANISATION).exists():
        return
    _load(demo_password())


@transaction.atomic
def _load(password: str) -> None:
    organisation = Organisation.objects.create(
        name=ORGANISATION, entry_policy=VendorEntryPolicy.LINK
    )
    analyst = _people(organisation, password)
    version = publish(CORE)
    for vendor, country, engagement, example, days, submitted in PORTFOLIO:
        load_assessment(
            organisation,
            analyst,
            version,
            (vendor, country, engagement),
            example,
            days,
            submitted=submitted,
        )
    add_story(organisation, analyst)
    count_what_clashes(organisation)
    stranger = Organisation.objects.create(name=STRANGER)
    person = User.objects.create_user(
        "analyst@aurora.example", password, name="Olga Brandt"
    )
    Membership.objects.create(organisation=stranger, user=person, roles=[Role.ANALYST])


def demo_notes(url: str) -> str:
    """Where to go: the address, the people with their password, one open vendor link."""
    lines = ["", f"riskapp runs at {url}", ""]
    if Organisation.objects.filter(name=ORGANISATION).exists():
        lines.append(f"Sign in with the password {demo_password()} as")
        lines += [f"  {email:<32} {', '.join(roles)}" for email, _, roles in PEOPLE]
        link = _open_link()
        if link:
            lines += ["", "Answer as a vendor, without an account:", f"  {url}{link}"]
    return "\n".join([*lines, ""])


def _people(organisation: Organisation, password: str) -> User:
    users = []
    for email, name, roles in PEOPLE:
        user = User.objects.create_user(email, password, name=name)
        Membership.objects.create(
            organisation=organisation, user=user, roles=list(roles)
        )
        users.append(user)
    return users[0]


def load_assessment(
    organisation: Organisation,
    analyst: User,
    version: QuestionnaireVersion,
    names: tuple[str, str, str],
    example: str | None,
    days: int,
    *,
    submitted: bool,
) -> None:
    """One vendor with its work, and how far it has come with its answers."""
    answers, answer_set, _ = score_file(EXAMPLES / f"{example or 'careful'}.yaml")
    vendor = register_vendor(
        organisation=organisation,
        name=names[0],
        country=names[1],
        owner=analyst,
        services=KNOWN[names[0]][0],
        labels=KNOWN[names[0]][1],
        by=analyst,
    )
    name, email, role = KNOWN[names[0]][2]
    add_contact(vendor, name=name, email=email, role=role, by=analyst)
    inherent, tier = inherent_of(answer_set.document, answers.filled.profile)
    engagement = register_engagement(
        vendor=vendor,
        name=names[2],
        profile=answers.filled.profile,
        inherent=inherent,
        tier=tier,
        by=analyst,
    )
    due = timezone.localdate() + datetime.timedelta(days=days)
    assessment = start_assessment(
        engagement=engagement,
        version=version,
        due_on=due,
        by=analyst,
        words=StartWords(entry_policy=VendorEntryPolicy.LINK),
    )
    if example is not None:
        fill(assessment.response, answers.filled)
    if submitted:
        submit_response(
            assessment.response, name="Demo respondent", role="Head of engineering"
        )
        score_assessment(assessment)


def count_what_clashes(organisation: Organisation) -> None:
    """Count the contradictions of everything that was scored, as the worker does after a score:
    no page waits for the clock to say what is next."""
    scored = Assessment.objects.filter(organisation=organisation, score__isnull=False)
    for assessment in scored.select_related("organisation", "response__version"):
        count_contradictions(assessment)


def _open_link() -> str:
    invitation = (
        Invitation.objects.usable()
        .filter(
            response__assessment__organisation__name=ORGANISATION,
            response__assessment__state=AssessmentState.SENT,
        )
        .order_by("-created_at")
        .first()
    )
    return link_path(invitation) if invitation else ""


def demo_password() -> str:
    """One password for the demo people, made on this machine and kept beside its data."""
    path = Path(settings.DATA) / PASSWORD_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9))
    return path.read_text().strip()
