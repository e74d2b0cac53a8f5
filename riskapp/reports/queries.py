"""What a report is made from, and how it stands to what is known today."""

from __future__ import annotations

import base64
import datetime
import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, F, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.digest import digest
from questionnaires.document.overlay import lay_over, overlay_of_data
from questionnaires.queries import answer_set_of, answer_sets_of, threads_of
from riskapp.accounts.models import Organisation
from riskapp.assessments.models import Assessment, Score
from riskapp.audit.models import AuditEntry
from riskapp.common.folding import Folded
from riskapp.common.work import MISSED_AFTER, without_a_worker
from riskapp.decisions.choices import Outcome
from riskapp.decisions.models import Decision
from riskapp.facts.models import SourceFile
from riskapp.facts.queries.claims import beside
from riskapp.findings.models import UNSETTLED, Finding
from riskapp.incidents.models import Incident
from riskapp.incidents.queries.clocks import running
from riskapp.incidents.queries.outcome import outcome_of
from riskapp.reports.choices import (
    LINK_ACTIONS,
    LINK_REFUSALS,
    Language,
    ReportKind,
    ReportState,
    Variant,
    VerificationResult,
)
from riskapp.reports.errors import NothingToReport
from riskapp.reports.models import (
    Report,
    ReportLink,
    ReportLook,
    ReportQuerySet,
    ReportSchedule,
)
from riskapp.scoring.five import compared_answers
from riskapp.vendors.models import Engagement

# The tries of one task to mail a link last about two and a half hours.
MAIL_TRIED_FOR = datetime.timedelta(hours=3)
# Another number gives everybody a new report of the same facts.
LAYOUT = 3


def inputs_of(
    assessment: Assessment, *, variant: str, language: str, wanted: str
) -> dict[str, Any]:
    """Everything a report says besides the frozen score and answers, reduced to what its
    reader may see. Plain values, so that their digest stands for them. Raises
    NothingToReport before there is a score."""
    score = assessment.score
    if score is None:
        raise NothingToReport
    response = score.response
    vendor = assessment.engagement.vendor
    since = {} if variant == Variant.VENDOR else since_of(assessment)
    return {
        "layout": LAYOUT,
        "kind": ReportKind.ASSESSMENT.value,
        "variant": str(variant),
        "language": str(language),
        "format": str(wanted),
        "score": str(score.pk),
        "score_digest": digest(score.result),
        "about": {
            "organisation": assessment.organisation.name,
            "vendor": vendor.name,
            "country": vendor.country,
            "engagement": assessment.engagement.name,
            "submitted": timezone.localdate(response.submitted_at).isoformat(),
            "attested": f"{response.attested_name}, {response.attested_role}",
            "digest": response.digest,
        },
        "followed": followed(assessment, variant),
        "is_draft": _is_draft(assessment, variant),
        "look": look_of(assessment.organisation),
    } | ({"since": since} if since else {})


def _is_draft(assessment: Assessment, variant: str) -> bool:
    """Whether no decision on this score is there yet that the reader may know of."""
    decision = assessment.decision
    if decision is None or decision.score_id != assessment.score_id:
        return True
    return variant == Variant.VENDOR and decision.released_at is None


def since_of(assessment: Assessment) -> dict[str, Any]:
    """The score to compare with, as plain values: that of the last report of the same work
    that told another one, else the one before; empty for the first. At most two queries.

    ``states`` are the findings by state as that report told them; None where none did.
    """
    earlier = _earlier(assessment)
    report = (
        Report.objects.filter(
            kind=ReportKind.ASSESSMENT,
            score__in=earlier,
            state__in=(ReportState.READY, ReportState.EXPIRED),
        )
        .select_related("score")
        .defer("score__result")
        .order_by("-requested_at")
        .first()
    )
    before = report.score if report else earlier.order_by("-created_at").first()
    if before is None:
        return {}
    tells = report is not None and report.variant != Variant.VENDOR
    return {
        "score": str(before.pk),
        "day": timezone.localdate(before.created_at).isoformat(),
        "code": (report.code or "") if report else "",
        "states": states_in(report.inputs) if report and tells else None,
    }


def has_earlier(assessment: Assessment) -> bool:
    """Whether there is an earlier score of the same work; one query."""
    return _earlier(assessment).exists()


def _earlier(assessment: Assessment) -> QuerySet[Score]:
    score = assessment.score
    if score is None:
        return Score.objects.none()
    return Score.objects.filter(
        assessment__engagement=assessment.engagement_id,
        created_at__lt=score.created_at,
    ).defer("result")


def earlier_score(since: Mapping[str, Any]) -> Score | None:
    """The score that ``since_of`` named, with its response; None once it was deleted."""
    return (
        Score.objects.filter(pk=since["score"])
        .select_related("response__version")
        .first()
    )


def findings_by_state(assessment: Assessment) -> dict[str, int]:
    """The findings of an assessment by state, as reports count them: without conditions."""
    rows = Finding.objects.filter(assessment=assessment).exclude(source="condition")
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def states_in(inputs: Mapping[str, Any]) -> dict[str, int]:
    """The same as the inputs of a report froze them."""
    return dict(Counter(row["state"] for row in inputs["followed"]["findings"]))


def followed(assessment: Assessment, variant: str) -> dict[str, Any]:
    """Decision, findings, conditions and clarifications as plain values. A vendor's copy
    holds only what was released, and nobody's name."""
    is_vendor = variant == Variant.VENDOR
    findings = (
        Finding.objects.filter(assessment=assessment)
        .select_related("owner", "accepted_by")
        .prefetch_related("plans")
    )
    if is_vendor:
        findings = findings.filter(released_at__isnull=False)
    rows = [_finding(finding, is_vendor=is_vendor) for finding in findings]
    decision = assessment.decision
    if decision is not None and is_vendor and decision.released_at is None:
        decision = None
    shown = {} if is_vendor else _shown_by_files(assessment)
    return shown | {
        "tracked": True,
        "decision": _decision(decision, is_vendor=is_vendor) if decision else None,
        "findings": [row for row in rows if row["source"] != "condition"],
        "conditions": _conditions(decision, is_vendor=is_vendor) if decision else [],
        "clarifications": [
            {
                "question": question,
                "entry": entry,
                "text": thread.text,
                "reply": thread.reply,
                "asked_at": _moment(thread.asked_at),
                "replied_at": _moment(thread.replied_at),
                "replied_by": thread.replied_by.name if thread.replied_by else "",
            }
            for (question, entry), threads in threads_of(assessment.response).items()
            for thread in threads
        ],
    }


def _shown_by_files(assessment: Assessment) -> dict[str, Any]:
    """How many answers files show and contradict; nothing where no file was read."""
    response = assessment.response
    if not SourceFile.objects.filter(response=response).exists():
        return {}
    return {"by_files": beside(response, answer_set_of(response)).counts}


def look_of(organisation: Organisation) -> dict[str, str]:
    """The colour and the logo (base64 of a PNG) of an organisation's reports."""
    look = ReportLook.objects.filter(organisation=organisation).first()
    if look is None:
        return {"colour": "", "logo": ""}
    return {
        "colour": look.colour,
        "logo": base64.b64encode(bytes(look.logo)).decode("ascii"),
    }


def inputs_digest(inputs: dict[str, Any]) -> str:
    """SHA-256 of everything a report is made from."""
    return digest(inputs)


def newest_of(assessment: Assessment) -> ReportQuerySet:
    """The reports on the score there is, newest first."""
    return Report.objects.filter(
        kind=ReportKind.ASSESSMENT, assessment=assessment, score=assessment.score_id
    ).order_by("-requested_at")


def approved_now(organisation: Organisation) -> list[Assessment]:
    """The current assessments whose approval holds today, by vendor."""
    current = Assessment.objects.current().filter(organisation=organisation)
    return list(
        current.decided(timezone.localdate())
        .filter(
            decision__outcome__in=(Outcome.APPROVED, Outcome.CONDITIONAL),
            score__isnull=False,
        )
        .select_related(
            "organisation", "decision", "score__response", "engagement__vendor"
        )
        .order_by("engagement__vendor__name", "engagement__name")
    )


NONE = UUID(int=0)  # of no row: Django takes a query for empty that names none at all
MOST_OFFERED = 30  # to compare, before somebody looks for a name


def outcomes(
    organisation: Organisation, only: Collection[UUID] | None = None
) -> list[dict[str, Any]]:
    """The current, scored assessments of an organisation as plain outcomes, without any
    answer; ``only`` some of them. Two queries for any number."""
    current = (
        Assessment.objects.current()
        .filter(
            organisation=organisation,
            score__isnull=False,
            engagement__archived_at=None,
            engagement__vendor__archived_at=None,
        )
        .select_related("score", "decision", "engagement__vendor")
        .annotate(unsettled=Count("findings", filter=Q(findings__state__in=UNSETTLED)))
        .order_by("engagement__vendor__name", "engagement__name")
    )
    if only is not None:
        current = current.filter(pk__in=only)
    return [_outcome(assessment) for assessment in current]


def comparable(
    organisation: Organisation, words: Sequence[str], chosen: Collection[UUID]
) -> tuple[list[dict[str, Any]], bool]:
    """The work with a score in whose names every word occurs, by vendor, those ``chosen``
    first; and whether there is more than is told. Words are folded; one query."""
    scored = Assessment.objects.current().filter(
        organisation=organisation,
        score__isnull=False,
        engagement__archived_at=None,
        engagement__vendor__archived_at=None,
    )
    named = scored.alias(
        vendor_folded=Folded("engagement__vendor__name"),
        work_folded=Folded("engagement__name"),
    )
    is_chosen = Q(pk__in=chosen or [NONE])
    found = Q()
    for word in words:
        found &= Q(vendor_folded__contains=word) | Q(work_folded__contains=word)
    rows: list[Any] = list(
        named.filter(found | is_chosen if words else found)
        .annotate(is_chosen=is_chosen)
        .order_by("-is_chosen", "engagement__vendor__name", "engagement__name")
        .values(
            assessment=Cast("pk", CharField()),
            vendor=F("engagement__vendor__name"),
            engagement_name=F("engagement__name"),
        )[: MOST_OFFERED + 1]
    )
    return rows[:MOST_OFFERED], len(rows) > MOST_OFFERED


def with_answers(
    organisation: Organisation, rows: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Such outcomes with what vendors are compared by in words of the reader's language: where
    code goes, training, retention, credentials, contracts. Three queries for any number."""
    chosen = Assessment.objects.filter(
        organisation=organisation, pk__in=[row["assessment"] for row in rows]
    ).select_related("score__response")
    scores = {str(one.pk): one.score for one in chosen if one.score}
    answer_sets = answer_sets_of(score.response for score in scores.values())
    sentences = {
        pk: _compared(score, answer_sets[score.response_id])
        for pk, score in scores.items()
    }
    return [row | {"answers": sentences.get(row["assessment"], [])} for row in rows]


def unassessed(organisation: Organisation, rows: Sequence[dict[str, Any]]) -> int:
    """How many engagements are kept beside those of ``rows``, all its outcomes; one query."""
    kept = Engagement.objects.kept().filter(organisation=organisation)
    return kept.count() - len(rows)


def overview_inputs(
    organisation: Organisation,
    kind: str,
    rows: list[dict[str, Any]],
    *,
    language: str,
    missing: int = 0,
) -> dict[str, Any]:
    """What a portfolio or a comparison is made from."""
    return {
        "layout": LAYOUT,
        "kind": str(kind),
        "language": str(language),
        "organisation": organisation.name,
        "unassessed": missing,
        "rows": rows,
        "look": look_of(organisation),
    }


def incident_inputs(
    incident: Incident, *, language: str, now: datetime.datetime
) -> dict[str, Any]:
    """What the page about an incident is made from: the lists, and the clocks, as they stand;
    of a closed one as they stood then."""
    return {
        "layout": LAYOUT,
        "kind": ReportKind.INCIDENT.value,
        "language": str(language),
        "organisation": incident.organisation.name,
        "time_zone": incident.organisation.time_zone,
        "incident": str(incident.pk),
        "facts": {
            "kind": incident.kind,
            "subject": incident.subject,
            "names": incident.names,
            "summary": incident.summary,
            "aware_at": incident.aware_at.isoformat(),
            "opened_at": incident.opened_at.isoformat(),
            "opened_by": incident.opened_by.name,
            "closed_at": incident.closed_at.isoformat() if incident.closed_at else None,
            "closed_by": incident.closed_by.name if incident.closed_by else "",
            "note": incident.closing_note,
            "advisory": incident.advisory,
        },
        "outcome": outcome_of(incident, now),
        "clocks": [
            {
                "law": one.clock.law,
                "ref": one.clock.ref,
                "step": one.clock.step,
                "ends_at": one.ends_at.isoformat(),
                "is_latest": one.is_latest,
            }
            for one in running(incident, now)
        ],
        "look": look_of(incident.organisation),
    }


def standing_of(report: Report) -> VerificationResult:
    """Whether a genuine report is still what would be said today."""
    if report.assessment is not None and report.assessment.score_id != report.score_id:
        return VerificationResult.SUPERSEDED
    return (
        VerificationResult.SUPERSEDED
        if _newer(report).exists()
        else VerificationResult.CURRENT
    )


def _newer(report: Report) -> QuerySet[Report]:
    newer = Report.objects.filter(
        organisation=report.organisation_id,
        kind=report.kind,
        assessment=report.assessment_id,
        variant=report.variant,
        language=report.language,
        format=report.format,
        requested_at__gt=report.requested_at,
        state__in=(ReportState.READY, ReportState.EXPIRED),
    )
    if report.kind == ReportKind.INCIDENT:
        newer = newer.filter(inputs__incident=report.inputs["incident"])
    return newer


def issued() -> QuerySet[Report]:
    """Every report that was ever finished, its file kept or not."""
    return Report.objects.filter(
        state__in=(ReportState.READY, ReportState.EXPIRED)
    ).select_related("assessment")


def title_of(report: Report) -> str:
    """What a report is about, in the language in force: the vendor and its work, or the kind."""
    if report.assessment is None:
        return str(report.get_kind_display())
    work = report.assessment.engagement
    return f"{work.vendor.name}, {work.name}"


def newer_than(report: Report) -> Report | None:
    """The newest report that took the place of this one; None where it is the newest, or where
    its score was left behind and no other report is made yet."""
    return _newer(report).order_by("-requested_at").first()


@dataclass(frozen=True, slots=True)
class LinkUse:
    """One thing that was done with a link, in words: when, what, and who."""

    at: datetime.datetime
    words: str
    who: str

    @classmethod
    def of(cls, entry: AuditEntry) -> LinkUse:
        words = str(LINK_ACTIONS.get(entry.action, entry.action))
        why = LINK_REFUSALS.get((entry.after or {}).get("why", ""))
        return cls(entry.at, f"{words}: {why}" if why else words, entry.actor_label)


@dataclass(frozen=True, slots=True)
class SharedLink:
    """A link to a report with what the audit trail says was done with it."""

    link: ReportLink
    uses: Sequence[LinkUse]


def links_of(report: Report) -> list[SharedLink]:
    """The links to a report, newest first, each with what happened to it; two queries."""
    links = list(ReportLink.objects.filter(report=report).select_related("made_by"))
    trail: dict[str, list[LinkUse]] = {str(link.pk): [] for link in links}
    if trail:
        entries = AuditEntry.objects.filter(
            organisation=report.organisation_id,
            object_type="reports.reportlink",
            object_id__in=list(trail),
        )
        for entry in entries.order_by("pk"):
            trail[entry.object_id].append(LinkUse.of(entry))
    return [SharedLink(link, trail[str(link.pk)]) for link in links]


def language_of(wanted: str) -> str:
    """A language reports are written in; English for any other."""
    return wanted if wanted in Language.values else Language.EN


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _outcome(assessment: Any) -> dict[str, Any]:
    score, decision = assessment.score, assessment.decision
    result = score.result
    return {
        "assessment": str(assessment.pk),
        "vendor": assessment.engagement.vendor.name,
        "engagement": assessment.engagement.name,
        "rating": score.rating,
        "residual": str(score.residual),
        "residual_band": score.rating,
        "inherent": str(score.inherent),
        "inherent_band": result["inherent"]["band"],
        "control": str(score.control),
        "control_band": result["control"]["band"],
        "evidence": str(score.evidence),
        "evidence_band": result["evidence"]["band"],
        "completeness": str(score.completeness),
        "provisional": score.provisional,
        "questionnaire": result["questionnaire"],
        "rules": {f["by"]: f["title"] for f in result["floors"] if f["because"]},
        "tools": score.tools,
        "unsettled": assessment.unsettled,
        "outcome": decision.outcome if decision else "",
        "valid_until": _day(decision.valid_until) if decision else None,
        "laws": [
            {"law": law, "counts": counts} for law, counts in score.law_counts.items()
        ],
    }


def _compared(score: Score, plain: AnswerSet) -> list[dict[str, str]]:
    overlay = overlay_of_data(score.result.get("overlay", []))
    return [
        {"question": one.question, "answer": one.answer, "basis": one.basis}
        for one in compared_answers(lay_over(plain, overlay))
    ]


def _decision(decision: Decision, *, is_vendor: bool) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "reason": decision.vendor_text if is_vendor else decision.reason,
        "suggestion": "" if is_vendor else decision.suggestion,
        "exceptions": [] if is_vendor else list(decision.exceptions),
        "exception_reason": "" if is_vendor else decision.exception_reason,
        "looked_at": None if is_vendor else decision.basis.get("looked_at"),
        "answers": None if is_vendor else decision.basis.get("answers"),
        "by": "" if is_vendor else decision.by.name,
        "at": timezone.localdate(decision.at).isoformat(),
        "valid_until": _day(decision.valid_until),
    }


def _conditions(decision: Decision, *, is_vendor: bool) -> list[dict[str, Any]]:
    """The conditions as decided, those about one critical rule in one line: it is met when
    each of its findings is. A vendor reads of what it was shown."""
    found: dict[object, dict[str, Any]] = {}
    titles = {row["by"]: row["title"] for row in decision.basis.get("rules", ())}
    for row in decision.conditions.select_related("finding", "owner"):
        if is_vendor and row.finding.released_at is None:
            continue
        line = found.setdefault(
            row.rule or row.pk,
            {
                "text": titles.get(row.rule, "") or row.text,
                "rule": row.rule,
                "due": _day(row.due_on),
                "owner": row.owner.name if row.owner and not is_vendor else "",
                "state": row.finding.state,
            },
        )
        if row.finding.is_unsettled:
            line["state"] = row.finding.state
    return list(found.values())


def _finding(finding: Finding, *, is_vendor: bool) -> dict[str, Any]:
    plans = [plan for plan in finding.plans.all() if plan.state != "declined"]
    plan = plans[0] if plans else None
    return {
        "source": finding.source,
        "question": finding.question,
        "entry": finding.entry,
        "tool": finding.tool,
        "text": finding.text,
        "remedy": finding.remedy,
        "severity": finding.severity,
        "state": finding.state,
        "risk": finding.risk,
        "gain": str(finding.gain),
        "rules": list(finding.rules),
        "criteria": list(finding.criteria),
        "owner": finding.owner.name if finding.owner and not is_vendor else "",
        "due_on": _day(finding.due_on),
        "accepted_by": finding.accepted_by.name
        if finding.accepted_by and not is_vendor
        else "",
        "accepted_reason": "" if is_vendor else finding.accepted_reason,
        "accepted_until": _day(finding.accepted_until),
        "plan": {
            "text": plan.text,
            "due_on": _day(plan.due_on),
            "state": plan.state,
            "is_done": plan.is_done,
        }
        if plan
        else None,
    }


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


def _moment(value: Any) -> str | None:
    return timezone.localdate(value).isoformat() if value else None


def left_behind() -> list[tuple[UUID, str]]:
    """Reports that nobody took, or whose worker is gone, with their kinds, oldest first."""
    nobody_took = Q(
        state=ReportState.QUEUED, requested_at__lt=timezone.now() - MISSED_AFTER
    )
    is_left = Q(state=ReportState.RENDERING) & (Q(started_at=None) | without_a_worker())
    found = Report.objects.filter(nobody_took | is_left).order_by("requested_at")
    return list(found.values_list("pk", "kind"))


def links_to_send(report: Report) -> list[UUID]:
    """The links that wait for a report to be finished, and are then mailed."""
    if report.state != ReportState.READY:
        return []
    return list(_unsent().filter(report=report).values_list("pk", flat=True))


def links_left_behind() -> list[UUID]:
    """Links that no worker mailed for as long as it would have tried."""
    before = timezone.now() - MAIL_TRIED_FOR
    return list(_unsent().filter(made_at__lt=before).values_list("pk", flat=True))


def _unsent() -> QuerySet[ReportLink]:
    return (
        ReportLink.objects.usable()
        .filter(sent_at=None, report__state=ReportState.READY)
        .exclude(email="")
    )


def schedules_due(zone: str, today: datetime.date) -> list[UUID]:
    """What is to be sent where a day is, in a time zone."""
    due = ReportSchedule.objects.filter(
        organisation__time_zone=zone, next_on__lte=today, ended_at=None
    )
    return list(due.values_list("pk", flat=True))


def schedules_of(report: Report) -> QuerySet[ReportSchedule]:
    """What is sent on a schedule of the work that a report is about, or of the portfolio."""
    work = report.assessment.engagement_id if report.assessment else None
    return ReportSchedule.objects.filter(
        organisation=report.organisation_id, engagement=work, ended_at=None
    ).select_related("made_by")


def bundles_with(report: Report) -> list[UUID]:
    """The bundles that wait for a report."""
    waiting = Report.objects.filter(
        organisation=report.organisation_id,
        kind=ReportKind.BUNDLE,
        state__in=(ReportState.QUEUED, ReportState.RENDERING),
        inputs__reports__contains=[str(report.pk)],
    )
    return list(waiting.values_list("pk", flat=True))
