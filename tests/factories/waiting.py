"""What waits for the desk, told of the things themselves: the measure of what is kept."""

from django.utils import timezone

from questionnaires.choices import Purpose
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.wording import in_language
from riskapp.desk.choices import WaitingKind
from riskapp.findings.choices import WORST_FIRST, FindingState
from riskapp.findings.models import Finding
from riskapp.sending.queries import proposed
from riskapp.vendors.models import Engagement

RATED = {"critical": 1, "high": 2, "moderate": 3, "low": 4}
UNRATED = {"very_high": 2, "high": 3, "moderate": 3, "low": 4}
UNKNOWN = 2


def waits_plainly(user, today):
    """Each thing: kind, key, day, weight, vendor, work, what is noted, and whose it is."""
    return sorted(
        [
            *_of_assessments(user, today),
            *_of_findings(user),
            *_of_work(user),
            *_again(user),
        ],
        key=str,
    )


def _weight(work):
    return RATED.get(work.rating) or UNRATED.get(work.tier, UNKNOWN)


def _thing(kind, row, work, since, person, note="", weight=None):
    return (
        kind,
        row.pk,
        since,
        weight or _weight(work),
        work.vendor.name,
        work.name,
        note,
        person,
    )


def _of_assessments(user, today):
    rows = Assessment.objects.visible_to(user).kept()
    for row in rows.select_related("engagement__vendor", "response", "follow_up"):
        work = row.engagement
        due = row.follow_up.due_on if row.follow_up else row.due_on
        is_sent = row.state == AssessmentState.SENT
        is_asked = row.state == AssessmentState.CLARIFYING
        if (is_sent or is_asked) and row.mail_failed:
            yield _thing(WaitingKind.MAIL, row, work, due, row.analyst_id)
        elif (is_sent and row.due_on < today) or (
            is_asked and row.follow_up and row.follow_up.due_on < today
        ):
            yield _thing(WaitingKind.OVERDUE, row, work, due, row.analyst_id)
        if row.vendor_asks:
            yield _thing(WaitingKind.ASKED, row, work, due, row.analyst_id)
        if row.state != AssessmentState.SCORED or row.review_completed_at:
            continue
        submitted = row.response.submitted_at
        came = timezone.localdate(submitted) if submitted else None
        clashes = row.open_contradictions or 0
        if row.response.purpose == Purpose.CLARIFICATION:
            person = row.replies_to_id or row.analyst_id
            yield _thing(WaitingKind.REPLIES, row, work, came, person)
        elif clashes:
            kind = WaitingKind.CONTRADICTIONS
            yield _thing(kind, row, work, came, row.analyst_id, str(clashes))
        else:
            yield _thing(WaitingKind.REVIEW, row, work, came, row.analyst_id)


def _of_findings(user):
    rows = Finding.objects.visible_to(user).kept()
    for row in rows.select_related("assessment__engagement__vendor"):
        is_done = row.state == FindingState.DONE
        if not is_done and not row.has_proposal:
            continue
        plan = row.plans.order_by("-made_at").first()
        yield _thing(
            WaitingKind.DONE if is_done else WaitingKind.PROPOSED,
            row,
            row.assessment.engagement,
            timezone.localdate(plan.made_at) if plan else None,
            row.owner_id or row.assessment.analyst_id,
            in_language(row.text),
            WORST_FIRST.index(row.severity) + 1,
        )


def _of_work(user):
    rows = Engagement.objects.visible_to(user).select_related("vendor")
    for row in rows.filter(tier="", archived_at=None, put_away=False):
        since = timezone.localdate(row.created_at)
        yield _thing(WaitingKind.PROFILE, row, row, since, row.vendor.owner_id)


def _again(user):
    for row in proposed(user):
        work = row.engagement
        owner = work.vendor.owner_id
        yield _thing(WaitingKind.AGAIN, row, work, row.due_on, owner, row.cause)
