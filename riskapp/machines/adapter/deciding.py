"""What programs start, assign, settle, decide and ask for, by the actions of the pages."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Status
from pydantic import Field

from questionnaires.models import QuestionnaireVersion
from questionnaires.queries import document_of
from riskapp.accounts.access import may
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.accounts.queries import able_in
from riskapp.assessments.access import assessment_for
from riskapp.assessments.actions.starting import Start, start_from
from riskapp.assessments.forms import StartForm
from riskapp.assessments.models import Assessment
from riskapp.common.versions import as_it_is
from riskapp.decisions.actions import DecisionInput, Term, decide
from riskapp.decisions.choices import Outcome
from riskapp.findings.actions import settling
from riskapp.findings.choices import Severity
from riskapp.findings.forms.settling import AcceptForm, FindingForm, ReasonForm
from riskapp.findings.models import Finding
from riskapp.machines.adapter import telling
from riskapp.machines.adapter.reading import answers, visible_finding
from riskapp.machines.adapter.rights import (
    FormRefused,
    MachineProblem,
    OAuth2,
    etag_of,
    member_in,
    operations,
    require_version,
)
from riskapp.machines.adapter.writing import IfMatch, Key, StrictInput
from riskapp.machines.choices import ApiScope
from riskapp.reports.actions import ReportRequest, request_report
from riskapp.reports.choices import Format, Language, ReportState, Variant
from riskapp.reports.forms import ReportRequestForm
from riskapp.reports.tasks import render_report
from riskapp.vendors.access import engagement_for
from riskapp.vendors.models import Engagement, Vendor

Reason = Annotated[str, Field(min_length=1, max_length=2000)]
STEPS: dict[str, tuple[type[ReasonForm], Callable[..., Finding], Capability]] = {
    "verify": (ReasonForm, settling.verify_finding, Capability.ASSESS),
    "dismiss": (ReasonForm, settling.dismiss_finding, Capability.ASSESS),
    "reopen": (ReasonForm, settling.reopen_finding, Capability.ASSESS),
    "accept": (AcceptForm, settling.accept_finding, Capability.DECIDE),
}
CHANGED = ("text", "remedy", "severity", "owner", "due_on")


class StartInput(StrictInput):
    """An assessment of known work by the newest questionnaire; ``email`` is asked by mail."""

    engagement: UUID
    due_on: datetime.date
    email: str = Field("", max_length=254)
    message: str = Field("", max_length=2000)
    prefill: bool = True
    another_because: str = Field("", max_length=500)


class FindingChange(StrictInput):
    """What is to be different; what is not named stays."""

    text: str | None = Field(None, min_length=1, max_length=2000)
    remedy: str | None = Field(None, max_length=2000)
    severity: Severity | None = None
    owner: str | None = Field(None, max_length=254)
    due_on: datetime.date | None = None


class FindingStep(StrictInput):
    """What becomes of a finding, and why; ``until`` is the end of an acceptance."""

    step: Literal["verify", "dismiss", "reopen", "accept"]
    reason: Reason
    until: datetime.date | None = None


class VerdictInput(StrictInput):
    """A decision on a score, on top of the decision that was seen as the last.

    ``rules`` are critical rules that are to be put right, ``conditions`` others in words; owner
    and day are those of all of them.
    """

    score: UUID
    on_top_of: UUID | None = None
    outcome: Outcome
    reason: str = Field(min_length=1, max_length=4000)
    vendor_text: str = Field("", max_length=4000)
    valid_until: datetime.date | None = None
    rules: list[Annotated[str, Field(max_length=16)]] = Field(
        default_factory=list, max_length=20
    )
    conditions: list[Reason] = Field(default_factory=list, max_length=20)
    conditions_due_on: datetime.date | None = None
    conditions_owner: str | None = Field(None, max_length=254)
    exception_reason: str = Field("", max_length=4000)


class ReportInput(StrictInput):
    """Which report is wanted; what is not named is the usual one in English as PDF."""

    variant: Variant | None = None
    language: Language = Language.EN
    format: Format = Format.PDF


@operations.post(
    "assessments",
    response=answers(telling.AssessmentItem, 400, 409, 413, 415, good=201),
    auth=OAuth2(ApiScope.ASSESSMENTS_WRITE),
    operation_id="startAssessment",
)
def start(
    request: HttpRequest,
    data: StartInput,
    response: HttpResponse,
    idempotency_key: Key = None,  # noqa: ARG001  # read before by answering, here for the document
) -> Any:
    """Put the newest questionnaire to a vendor about one piece of work."""
    user = member_in(request)
    engagement = engagement_for(user, data.engagement, Capability.ASSESS)
    organisation = engagement.organisation
    versions = QuestionnaireVersion.objects.for_owner(organisation.pk)
    newest = versions.first()
    if newest is None:
        raise MachineProblem(409, "No questionnaire is published.")
    wanted = data.model_dump(mode="json") | {"version": newest.pk}
    form = StartForm(
        wanted | {"prefill": "on" if data.prefill else ""},
        document=document_of(newest),
        versions=versions,
        vendors=Vendor.objects.none(),
        engagements=Engagement.objects.kept()
        .filter(organisation=organisation)
        .select_related("vendor"),
        known=organisation.buyer_facts,
        people=able_in(organisation.pk, Capability.VIEW_ANSWERS),
    )
    if not form.is_valid():
        raise FormRefused(form)
    assessment = start_from(
        Start(
            engagement=engagement,
            vendor=None,
            vendor_name="",
            vendor_country="",
            engagement_name="",
            profile={},
            version=newest,
            due_on=data.due_on,
            email=form.cleaned_data["email"],
            prefill=data.prefill,
            message=form.cover,
            another_because=data.another_because.strip(),
        ),
        organisation=organisation,
        by=user,
    )
    response["Location"] = f"/api/v1/assessments/{assessment.pk}"
    return Status(201, telling.assessment_told(assessment))


@operations.patch(
    "findings/{uuid:finding_id}",
    response=answers(telling.FindingItem, 400, 409, 412, 413, 415, 428),
    auth=OAuth2(ApiScope.FINDINGS_WRITE),
    operation_id="changeFinding",
)
def change_finding(
    request: HttpRequest,
    finding_id: UUID,
    data: FindingChange,
    response: HttpResponse,
    if_match: IfMatch = None,
) -> Any:
    """Change the words, the severity, the owner or the day of a finding, as it was read."""
    user = member_in(request)
    finding = visible_finding(user, finding_id, Capability.ASSESS)
    with transaction.atomic():
        as_it_is(finding)
        told = telling.finding_told(finding)
        require_version(if_match, told)
        wanted = {name: told[name] for name in CHANGED}
        wanted |= data.model_dump(exclude_unset=True, mode="json")
        members = finding.organisation.members.order_by("name")
        owner = wanted["owner"]
        wanted["owner"] = _key_of(members.filter(email=owner).first()) if owner else ""
        form = FindingForm(wanted, members=members)
        if not form.is_valid():
            raise FormRefused(form)
        settling.edit_finding(finding, facts=form.cleaned_data, by=user)
    return _finding_told(user, finding_id, response)


@operations.post(
    "findings/{uuid:finding_id}/steps",
    response=answers(telling.FindingItem, 400, 409, 413, 415),
    auth=OAuth2(ApiScope.FINDINGS_WRITE),
    operation_id="settleFinding",
)
def settle_finding(
    request: HttpRequest,
    finding_id: UUID,
    data: FindingStep,
    response: HttpResponse,
    idempotency_key: Key = None,  # noqa: ARG001  # read before by answering, here for the document
) -> Any:
    """Verify, dismiss, reopen or accept a finding, with a reason."""
    form_class, action, right = STEPS[data.step]
    user = member_in(request)
    finding = visible_finding(user, finding_id, right)
    form = form_class(data.model_dump(mode="json"))
    if not form.is_valid():
        raise FormRefused(form)
    action(finding, by=user, **form.cleaned_data)
    return _finding_told(user, finding_id, response)


@operations.post(
    "assessments/{uuid:assessment_id}/decisions",
    response=answers(telling.DecisionItem, 400, 409, 413, 415, good=201),
    auth=OAuth2(ApiScope.DECISIONS_WRITE),
    operation_id="recordDecision",
)
def record_decision(
    request: HttpRequest,
    assessment_id: UUID,
    data: VerdictInput,
    idempotency_key: Key = None,  # noqa: ARG001  # read before by answering, here for the document
) -> Any:
    """Decide on a score; the vendor sees nothing of it before somebody shows it."""
    user = member_in(request)
    assessment = assessment_for(user, assessment_id, Capability.DECIDE)
    owner = _owner_of(assessment, data.conditions_owner)
    verdict = DecisionInput(
        score_id=data.score,
        outcome=data.outcome,
        reason=data.reason,
        vendor_text=data.vendor_text,
        valid_until=data.valid_until,
        conditions=data.conditions,
        conditions_due_on=data.conditions_due_on,
        conditions_owner=owner,
        terms=[
            Term(rule=rule, owner=owner, due_on=data.conditions_due_on)
            for rule in data.rules
        ],
        exception_reason=data.exception_reason,
        on_top_of=data.on_top_of,
    )
    decision = decide(assessment, verdict, by=user)
    may_read = may(user, assessment.organisation_id, Capability.VIEW_ANSWERS)
    return Status(201, telling.decision_told(decision, may_read=may_read))


@operations.post(
    "assessments/{uuid:assessment_id}/reports",
    response=answers(telling.ReportItem, 400, 409, 413, 415, good=201),
    auth=OAuth2(ApiScope.REPORTS_WRITE),
    operation_id="requestReport",
)
def ask_for_report(
    request: HttpRequest,
    assessment_id: UUID,
    data: ReportInput,
    response: HttpResponse,
    idempotency_key: Key = None,  # noqa: ARG001  # read before by answering, here for the document
) -> Any:
    """Ask for a report on the newest score; the same inputs give the same report."""
    user = member_in(request)
    assessment = assessment_for(user, assessment_id, Capability.REQUEST_REPORT)
    form = ReportRequestForm(
        data.model_dump(mode="json"),
        may_see_answers=may(user, assessment.organisation_id, Capability.VIEW_ANSWERS),
    )
    if not form.is_valid():
        raise FormRefused(form)
    report = request_report(
        assessment, by=user, report_request=ReportRequest(**form.report_request)
    )
    if report.state == ReportState.QUEUED:
        render_report.delay_on_commit(str(report.pk))
    response["Location"] = f"/api/v1/reports/{report.pk}"
    return Status(201, telling.report_told(report))


def _finding_told(
    user: User, finding_id: UUID, response: HttpResponse
) -> dict[str, Any]:
    told = telling.finding_told(visible_finding(user, finding_id))
    response["ETag"] = etag_of(told)
    return told


def _owner_of(assessment: Assessment, email: str | None) -> User | None:
    """The member of an address; anybody else is refused."""
    if not email:
        return None
    found = assessment.organisation.members.filter(email=email).first()
    if found is None:
        raise MachineProblem(422, "conditions_owner is no member.")
    return found


def _key_of(user: User | None) -> int:
    """The key of a member as a form takes it; -1 is nobody's."""
    return user.pk if user else -1
