"""What programs read. Objects come through the access functions of the pages alone."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Query

from questionnaires.errors import NotSubmittedYet
from questionnaires.models import Answer
from riskapp.accounts.access import may_here, require
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments.access import assessment_for
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment, Score
from riskapp.decisions.models import Decision
from riskapp.findings.choices import FindingState, Severity
from riskapp.findings.models import Finding
from riskapp.inventory.models import Tool
from riskapp.machines.adapter import telling
from riskapp.machines.adapter.paging import (
    USUAL,
    Cursor,
    Limit,
    PageOf,
    Row,
    page_of,
)
from riskapp.machines.adapter.rights import (
    MachineProblem,
    OAuth2,
    caller_in,
    member_in,
    operations,
    versioned,
)
from riskapp.machines.choices import ApiScope
from riskapp.reports.access import report_for
from riskapp.reports.actions import note_download, note_lost
from riskapp.reports.choices import CONTENT_TYPES, Format, ReportKind, ReportState
from riskapp.reports.models import Report
from riskapp.vendors.access import engagement_for, vendor_for
from riskapp.vendors.models import Engagement, Vendor

PROBLEMS = (401, 403, 404, 422, 429)


def answers(model: Any, *more: int, good: int = 200) -> dict[int, Any]:
    """What an operation can answer, for its document."""
    problems = sorted({*PROBLEMS, *more})
    return {good: model} | dict.fromkeys(problems, telling.ProblemDetails)


@operations.get(
    "vendors",
    response=answers(PageOf[telling.VendorItem]),
    auth=OAuth2(ApiScope.VENDORS_READ),
    operation_id="listVendors",
)
def list_vendors(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = USUAL,
    archived: Annotated[bool | None, Query(description="Only such.")] = None,
) -> Any:
    """Every vendor of the register."""
    user = _allowed(request, Capability.VIEW)
    rows = Vendor.objects.visible_to(user).select_related("owner")
    if archived is not None:
        rows = rows.filter(archived_at__isnull=not archived)
    return page_of(rows, telling.vendor_told, of="vendors", cursor=cursor, limit=limit)


@operations.get(
    "vendors/{uuid:vendor_id}",
    response=answers(telling.VendorItem),
    auth=OAuth2(ApiScope.VENDORS_READ),
    operation_id="readVendor",
)
def read_vendor(request: HttpRequest, vendor_id: UUID, response: HttpResponse) -> Any:
    """One vendor; its ETag is what a change names in If-Match."""
    vendor = vendor_for(member_in(request), vendor_id)
    return versioned(telling.vendor_told(vendor), response)


@operations.get(
    "engagements",
    response=answers(PageOf[telling.EngagementItem]),
    auth=OAuth2(ApiScope.VENDORS_READ),
    operation_id="listEngagements",
)
def list_engagements(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = USUAL,
    vendor: UUID | None = None,
) -> Any:
    """Every piece of work, or that of one vendor."""
    user = _allowed(request, Capability.VIEW)
    rows = Engagement.objects.visible_to(user)
    if vendor is not None:
        rows = rows.filter(vendor=vendor)
    return page_of(
        rows, telling.engagement_told, of="engagements", cursor=cursor, limit=limit
    )


@operations.get(
    "engagements/{uuid:engagement_id}",
    response=answers(telling.EngagementItem),
    auth=OAuth2(ApiScope.VENDORS_READ),
    operation_id="readEngagement",
)
def read_engagement(
    request: HttpRequest, engagement_id: UUID, response: HttpResponse
) -> Any:
    """One piece of work; its ETag is what a change names in If-Match."""
    engagement = engagement_for(member_in(request), engagement_id)
    return versioned(telling.engagement_told(engagement), response)


@operations.get(
    "assessments",
    response=answers(PageOf[telling.AssessmentItem]),
    auth=OAuth2(ApiScope.ASSESSMENTS_READ),
    operation_id="listAssessments",
)
def list_assessments(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = USUAL,
    engagement: UUID | None = None,
    state: AssessmentState | None = None,
) -> Any:
    """Every assessment, or those of one engagement or in one state."""
    user = _allowed(request, Capability.VIEW)
    rows = Assessment.objects.visible_to(user).select_related("engagement")
    if engagement is not None:
        rows = rows.filter(engagement=engagement)
    if state is not None:
        rows = rows.filter(state=state)
    return page_of(
        rows, telling.assessment_told, of="assessments", cursor=cursor, limit=limit
    )


@operations.get(
    "assessments/{uuid:assessment_id}",
    response=answers(telling.AssessmentItem),
    auth=OAuth2(ApiScope.ASSESSMENTS_READ),
    operation_id="readAssessment",
)
def read_assessment(request: HttpRequest, assessment_id: UUID) -> Any:
    """One assessment."""
    return telling.assessment_told(assessment_for(member_in(request), assessment_id))


@operations.get(
    "assessments/{uuid:assessment_id}/answers",
    response=answers(PageOf[telling.AnswerItem], 409),
    auth=OAuth2(ApiScope.ANSWERS_READ),
    operation_id="listAnswers",
)
def list_answers(
    request: HttpRequest,
    assessment_id: UUID,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> Any:
    """The answers that were submitted; before that they are the vendor's alone."""
    assessment = assessment_for(
        member_in(request), assessment_id, Capability.VIEW_ANSWERS
    )
    if assessment.response.is_open:
        raise NotSubmittedYet
    rows = Answer.objects.filter(response=assessment.response_id)
    return page_of(rows, telling.answer_told, of="answers", cursor=cursor, limit=limit)


@operations.get(
    "scores",
    response=answers(PageOf[telling.ScoreItem]),
    auth=OAuth2(ApiScope.ASSESSMENTS_READ),
    operation_id="listScores",
)
def list_scores(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = USUAL,
    assessment: UUID | None = None,
) -> Any:
    """Every score, or those of one assessment."""
    user = _allowed(request, Capability.VIEW)
    rows = Score.objects.visible_to(user).defer(*Score.result_of(), "law_counts")
    if assessment is not None:
        rows = rows.filter(assessment=assessment)
    return page_of(rows, telling.score_told, of="scores", cursor=cursor, limit=limit)


@operations.get(
    "scores/{uuid:score_id}",
    response=answers(telling.ScoreItem),
    auth=OAuth2(ApiScope.ASSESSMENTS_READ),
    operation_id="readScore",
)
def read_score(request: HttpRequest, score_id: UUID) -> Any:
    """One score."""
    return telling.score_told(_score_for(member_in(request), score_id, Capability.VIEW))


@operations.get(
    "scores/{uuid:score_id}/result",
    response=answers(dict[str, Any]),
    auth=OAuth2(ApiScope.ANSWERS_READ),
    operation_id="readScoreResult",
)
def read_score_result(request: HttpRequest, score_id: UUID) -> Any:
    """Everything a score found, with every reason."""
    user = member_in(request)
    return _score_for(user, score_id, Capability.VIEW_ANSWERS).result


@operations.get(
    "findings",
    response=answers(PageOf[telling.FindingItem]),
    auth=OAuth2(ApiScope.FINDINGS_READ),
    operation_id="listFindings",
)
def list_findings(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = USUAL,
    assessment: UUID | None = None,
    state: FindingState | None = None,
    severity: Severity | None = None,
) -> Any:
    """Every finding, or those of one assessment, state or severity."""
    user = _allowed(request, Capability.VIEW)
    rows = Finding.objects.visible_to(user).select_related("owner")
    wanted = {"assessment": assessment, "state": state, "severity": severity}
    rows = rows.filter(**{k: v for k, v in wanted.items() if v is not None})
    return page_of(
        rows, telling.finding_told, of="findings", cursor=cursor, limit=limit
    )


@operations.get(
    "findings/{uuid:finding_id}",
    response=answers(telling.FindingItem),
    auth=OAuth2(ApiScope.FINDINGS_READ),
    operation_id="readFinding",
)
def read_finding(request: HttpRequest, finding_id: UUID, response: HttpResponse) -> Any:
    """One finding; its ETag is what a change names in If-Match."""
    finding = visible_finding(member_in(request), finding_id)
    return versioned(telling.finding_told(finding), response)


@operations.get(
    "decisions",
    response=answers(PageOf[telling.DecisionItem]),
    auth=OAuth2(ApiScope.DECISIONS_READ),
    operation_id="listDecisions",
)
def list_decisions(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = USUAL,
    assessment: UUID | None = None,
) -> Any:
    """Every decision, or those on one assessment."""
    user = _allowed(request, Capability.VIEW)
    may_read = may_here(user, Capability.VIEW_ANSWERS)
    rows = Decision.objects.visible_to(user).select_related("by")
    if assessment is not None:
        rows = rows.filter(assessment=assessment)

    def told(decision: Decision) -> dict[str, Any]:
        return telling.decision_told(decision, may_read=may_read)

    return page_of(rows, told, of="decisions", cursor=cursor, limit=limit)


@operations.get(
    "decisions/{uuid:decision_id}",
    response=answers(telling.DecisionItem),
    auth=OAuth2(ApiScope.DECISIONS_READ),
    operation_id="readDecision",
)
def read_decision(request: HttpRequest, decision_id: UUID) -> Any:
    """One decision."""
    user = member_in(request)
    rows = Decision.objects.visible_to(user).select_related("by")
    decision = _one_of(rows, decision_id, user)
    may_read = may_here(user, Capability.VIEW_ANSWERS)
    return telling.decision_told(decision, may_read=may_read)


@operations.get(
    "tools",
    response=answers(PageOf[telling.ToolItem]),
    auth=OAuth2(ApiScope.TOOLS_READ),
    operation_id="listTools",
)
def list_tools(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = USUAL,
    vendor: UUID | None = None,
) -> Any:
    """The AI tools that the newest submitted answers list, of everybody or one vendor."""
    user = _allowed(request, Capability.VIEW)
    rows = Tool.objects.visible_to(user).defer(
        "values", "display_texts", "corrections", "folded"
    )
    if vendor is not None:
        rows = rows.filter(vendor=vendor)
    return page_of(rows, telling.tool_told, of="tools", cursor=cursor, limit=limit)


@operations.get(
    "tools/{uuid:tool_id}",
    response=answers(telling.ToolItem),
    auth=OAuth2(ApiScope.TOOLS_READ),
    operation_id="readTool",
)
def read_tool(request: HttpRequest, tool_id: UUID) -> Any:
    """One AI tool."""
    user = member_in(request)
    return telling.tool_told(_one_of(Tool.objects.visible_to(user), tool_id, user))


@operations.get(
    "reports",
    response=answers(PageOf[telling.ReportItem]),
    auth=OAuth2(ApiScope.REPORTS_READ),
    operation_id="listReports",
)
def list_reports(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = USUAL,
    assessment: UUID | None = None,
) -> Any:
    """Every report that was asked for, as far as its reader may see what it holds."""
    user = _allowed(request, Capability.VIEW)
    rows = Report.objects.all()
    if not may_here(user, Capability.VIEW_ANSWERS):
        rows = rows.without_answers()
    if not (may_here(user, Capability.VIEW_AUDIT) and _reads_the_trail(request)):
        rows = rows.exclude(kind=ReportKind.PACK)
    found = rows.visible_to(user).defer("inputs")
    if assessment is not None:
        found = found.filter(assessment=assessment)
    return page_of(found, telling.report_told, of="reports", cursor=cursor, limit=limit)


@operations.get(
    "reports/{uuid:report_id}",
    response=answers(telling.ReportItem),
    auth=OAuth2(ApiScope.REPORTS_READ),
    operation_id="readReport",
)
def read_report(request: HttpRequest, report_id: UUID) -> Any:
    """How far a report is."""
    return telling.report_told(_report_for(request, report_id, Capability.VIEW))


@operations.get(
    "reports/{uuid:report_id}/file",
    response=dict.fromkeys((401, 403, 404, 409, 410, 422, 429), telling.ProblemDetails),
    auth=OAuth2(ApiScope.REPORTS_READ),
    operation_id="downloadReport",
    openapi_extra={
        "responses": {
            200: {
                "description": "The file",
                "content": {
                    kind: {"schema": {"type": "string", "format": "binary"}}
                    for kind in sorted(set(CONTENT_TYPES.values()))
                },
            }
        }
    },
)
def download_report(request: HttpRequest, report_id: UUID) -> HttpResponseBase:
    """The file of a report that is ready; every download is in the audit trail."""
    user = member_in(request)
    report = _report_for(request, report_id, Capability.REQUEST_REPORT)
    if report.state != ReportState.READY:
        raise Http404
    try:
        content = report.file.open("rb")
    except FileNotFoundError:
        note_lost(report, by=user)
        raise Http404 from None
    note_download(report, by=user)
    return FileResponse(
        content,
        as_attachment=True,
        filename=str(report.pk),
        content_type=CONTENT_TYPES[Format(report.format)],
    )


def visible_finding(
    user: User, finding_id: UUID, can: Capability = Capability.VIEW
) -> Finding:
    """Strangers get 404; colleagues without the right, 403."""
    rows = Finding.objects.visible_to(user).select_related("owner")
    return _one_of(rows, finding_id, user, can)


def _report_for(request: HttpRequest, report_id: UUID, can: Capability) -> Report:
    """A report that a member may see; what holds the audit trail needs its scope too."""
    report = report_for(member_in(request), report_id, can)
    if report.kind == ReportKind.PACK and not _reads_the_trail(request):
        raise MachineProblem(403, f"The token lacks the scope {ApiScope.AUDIT_READ}.")
    return report


def _reads_the_trail(request: HttpRequest) -> bool:
    return ApiScope.AUDIT_READ in caller_in(request).scopes


def _score_for(user: User, score_id: UUID, can: Capability) -> Score:
    return _one_of(Score.objects.visible_to(user), score_id, user, can)


def _one_of(
    rows: QuerySet[Row], key: UUID, user: User, can: Capability = Capability.VIEW
) -> Row:
    """One of the rows that a person sees; raises Http404, and PermissionDenied without the
    capability."""
    found = get_object_or_404(rows, pk=key)
    require(user, found.organisation_id, can)  # type: ignore[attr-defined]  # rows of a tenant
    return found


def _allowed(request: HttpRequest, can: Capability) -> User:
    """As whom a list is read; raises PermissionDenied without the capability."""
    user = member_in(request)
    if not may_here(user, can):
        raise PermissionDenied
    return user
