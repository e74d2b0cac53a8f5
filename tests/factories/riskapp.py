"""Organisations with their people, vendors and assessments in every state."""

from __future__ import annotations

import datetime
import uuid
from functools import cache
from pathlib import Path
from typing import Any

import factory
from django.db import transaction
from django.utils import timezone

from questionnaires.actions.answers import fill
from questionnaires.actions.invitations import enter, invite
from questionnaires.actions.publishing import parts_of
from questionnaires.actions.responses import submit_response
from questionnaires.document.answer_set import State
from questionnaires.document.answers_file import AnswersFile, read_answers
from questionnaires.document.digest import digest
from questionnaires.document.parsing import load_source
from questionnaires.document.source import Source
from questionnaires.models import Questionnaire, QuestionnaireVersion, Respondent
from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership, Organisation, User
from riskapp.assessments.actions.lifecycle import start_assessment
from riskapp.assessments.models import Assessment
from riskapp.decisions.actions import DecisionInput, decide, follow_rule
from riskapp.decisions.choices import Outcome
from riskapp.decisions.models import Decision
from riskapp.decisions.queries import memo_of
from riskapp.findings.actions.settling import accept_finding
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.actions.reviewing import accept_all
from riskapp.review.queries.overlay import reviewed
from riskapp.shipped.core import CORE, core_document
from riskapp.vendors.models import Engagement, Vendor
from tests.factories.again import write_again

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "docs" / "examples"
# The same id in every test, so that a process parses the core questionnaire once.
CORE_VERSION = uuid.UUID("00000000-0000-4000-8000-000000000001")
CORE_QUESTIONNAIRE = uuid.UUID("00000000-0000-4000-8000-000000000002")
PROFILE = {
    "ENG-01": "ordinary",
    "ENG-02": "customer",
    "ENG-03": "core",
    "ENG-04": "write",
    "ENG-05": "approve",
    "ENG-06": "medium",
    "ENG-07": "other",
    "ENG-08": "no",
    "ENG-09": "silent",
}


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Buyer {n}")
    entry_policy = "link"
    colleagues_anywhere = True


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    roles = factory.LazyFunction(lambda: [Role.ANALYST])


class VendorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Vendor

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Vendor {n}")
    country = "RS"


class EngagementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Engagement

    vendor = factory.SubFactory(VendorFactory)
    organisation = factory.SelfAttribute("vendor.organisation")
    name = factory.Sequence(lambda n: f"Engagement {n}")
    profile = factory.LazyFunction(lambda: dict(PROFILE))
    inherent = "47.9"
    tier = "moderate"


def member(organisation: Organisation, *roles: Role) -> User:
    """A person with these roles in an organisation."""
    membership: Membership = MembershipFactory(
        organisation=organisation, roles=list(roles)
    )
    return membership.user


@cache
def _core_source() -> Source:
    return load_source(CORE)


@cache
def example(name: str) -> AnswersFile:
    """One of the example answers files, e.g. ``typical``."""
    path = EXAMPLES / f"{name}.yaml"
    return read_answers(path.read_text(), path.name, lambda _id: core_document())


def core_version() -> QuestionnaireVersion:
    """The published core questionnaire; it is there from the start, unless a test that
    commits emptied the database."""
    versions = QuestionnaireVersion.objects.select_related("questionnaire")
    found = versions.defer("document").filter(pk=CORE_VERSION).first()
    if found is not None:
        return found
    document = core_document()
    questionnaire, _ = Questionnaire.objects.get_or_create(
        slug=document.id,
        defaults={"pk": CORE_QUESTIONNAIRE, "title": document.title},
    )
    data = _core_source().data
    version, _ = QuestionnaireVersion.objects.get_or_create(
        questionnaire=questionnaire,
        version=document.version,
        defaults={
            "pk": CORE_VERSION,
            **parts_of(data),
            "digest": digest(data),
        },
    )
    return version


def started(organisation: Organisation, by: User, **wanted: Any) -> Assessment:
    """An assessment the vendor has not answered yet."""
    engagement = wanted.pop("engagement", None) or EngagementFactory(
        vendor__organisation=organisation
    )
    due_on = timezone.localdate() + datetime.timedelta(days=wanted.pop("days", 14))
    return start_assessment(
        engagement=engagement,
        version=core_version(),
        due_on=due_on,
        by=by,
        **wanted,
    )


def submitted(
    organisation: Organisation, by: User, answers: str = "typical", **wanted: Any
) -> Assessment:
    """An assessment answered like an example file and handed in, not yet scored."""
    assessment = started(organisation, by, prefill=False, **wanted)
    write_again(assessment, f"{answers} submitted", lambda new: _hand_in(new, answers))
    return Assessment.objects.get(pk=assessment.pk)


@transaction.atomic
def _hand_in(assessment: Assessment, answers: str) -> None:
    fill(assessment.response, example(answers).filled)
    submit_response(assessment.response, name="Ana Petrović", role="Head of IT")


def scored(
    organisation: Organisation, by: User, answers: str = "typical", **wanted: Any
) -> Assessment:
    """An assessment answered like an example file, and evaluated."""
    assessment = started(organisation, by, prefill=False, **wanted)

    def make(new: Assessment) -> None:
        _hand_in(new, answers)
        score_assessment(new)

    write_again(assessment, f"{answers} scored", make)
    return Assessment.objects.get(pk=assessment.pk)


def seat_at(assessment: Assessment, email: str = "") -> Respondent:
    """Somebody at the vendor who came in through an invitation."""
    invitation = assessment.response.invitations.filter(
        revoked_at=None
    ).first() or invite(assessment.response, email=email, actor="")
    return enter(invitation, name="Vera Vendor")


def looked_at(assessment: Assessment, by: User | None = None, many: int = 1) -> None:
    """Some answers accepted, by whoever started the assessment where nobody is named."""
    assessment = Assessment.objects.get(pk=assessment.pk)
    places = [
        (item.question.id, item.entry.id if item.entry else "")
        for item in reviewed(assessment.response).counts.items()
        if item.state is not State.HIDDEN
    ]
    accept_all(assessment, places[:many], by=by or assessment.started_by)


def decided(
    assessment: Assessment, by: User, outcome: Outcome = Outcome.APPROVED, **wanted: Any
) -> Decision:
    """A decision on the score of an assessment, for 90 days where it is an approval.

    What an approval needs is given where it is missing: somebody has looked at an answer, the
    risks of critical rules are accepted (not with ``accept=False``), and there is a reason.
    """
    assessment = Assessment.objects.get(pk=assessment.pk)
    accepts = wanted.pop("accept", True)
    if assessment.score is not None and outcome != Outcome.REJECTED:
        if not assessment.verdicts.exists():
            looked_at(assessment)
        wanted.setdefault("exception_reason", "The launch cannot wait.")
        if accepts:
            accept_rules(assessment, by)
    days = datetime.timedelta(days=wanted.pop("days", 90))
    verdict = DecisionInput(
        score_id=assessment.score_id or uuid.uuid4(),
        outcome=outcome,
        reason=wanted.pop("reason", "It is good enough."),
        valid_until=timezone.localdate() + days,
        on_top_of=wanted.pop("on_top_of", assessment.decision_id),
        **wanted,
    )
    return decide(assessment, verdict, by=by)


def accept_rules(assessment: Assessment, by: User) -> None:
    """The risk of every critical rule is accepted for as long as it can be."""
    assessment = Assessment.objects.get(pk=assessment.pk)
    until = timezone.localdate() + datetime.timedelta(days=730)
    for rule in memo_of(assessment, assessment.score).critical_rules:
        bare = [follow_rule(assessment, rule.by, by=by)] if rule.bare else []
        for finding in (*rule.unsettled, *bare):
            finding.refresh_from_db()
            if finding.is_unsettled:
                accept_finding(finding, reason="Known.", until=until, by=by)
