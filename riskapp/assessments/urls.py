"""Addresses of assessments."""

from django.urls import path

from riskapp.assessments.views import (
    asking,
    between,
    calls,
    campaigns,
    clarifying,
    contradicting,
    deciding,
    evidence,
    findings,
    history,
    inviting,
    picking,
    portfolio,
    reading,
    reassessing,
    review,
    sending,
    starting,
    vendor,
)

app_name = "assessments"
urlpatterns = [
    path("", reading.index, name="list"),
    path("start/", starting.start, name="start"),
    path("ask-tools/", asking.ask_about_tools, name="ask_about_tools"),
    path("findings/", portfolio.all_findings, name="all_findings"),
    path("findings/picked/", picking.picked, name="picked_findings"),
    path("accepted-risks/", portfolio.waivers, name="waivers"),
    path("score-anew/", portfolio.score_anew, name="score_anew"),
    path("campaigns/", campaigns.index, name="campaigns"),
    path("campaigns/start/", campaigns.start, name="campaign_start"),
    path("campaigns/<uuid:campaign_id>/", campaigns.detail, name="campaign_detail"),
    path(
        "campaigns/<uuid:campaign_id>/<uuid:sending_id>/retry/",
        campaigns.try_again,
        name="campaign_retry",
    ),
    path("again/", reassessing.index, name="reassessments"),
    path("again/<uuid:reassessment_id>/", reassessing.start, name="reassess"),
    path(
        "again/<uuid:reassessment_id>/dismiss/",
        reassessing.dismiss,
        name="dismiss_reassessment",
    ),
    path("engagements/<uuid:engagement_id>/event/", reassessing.event, name="event"),
    path("<uuid:assessment_id>/", reading.detail, name="detail"),
    path("<uuid:assessment_id>/sending/", sending.manage, name="sending"),
    path("<uuid:assessment_id>/sending/due/", sending.move_due, name="move_due"),
    path("<uuid:assessment_id>/sending/address/", sending.reassign, name="hand_over"),
    path(
        "<uuid:assessment_id>/sending/withdraw/", sending.withdraw, name="withdraw_all"
    ),
    path("<uuid:assessment_id>/invite/", inviting.invite, name="invite"),
    path(
        "<uuid:assessment_id>/invitations/<uuid:invitation_id>/remind/",
        inviting.remind,
        name="remind",
    ),
    path(
        "<uuid:assessment_id>/invitations/<uuid:invitation_id>/withdraw/",
        inviting.withdraw,
        name="withdraw",
    ),
    path("<uuid:assessment_id>/criteria/", reading.criteria, name="criteria"),
    path("<uuid:assessment_id>/tools/", reading.tools, name="tools"),
    path("<uuid:assessment_id>/calls/", calls.calls, name="calls"),
    path("vendor/<uuid:response_id>/dates/", between.dates, name="vendor_dates"),
    path("vendor/<uuid:response_id>/notice/", between.notice, name="vendor_notice"),
    path("<uuid:assessment_id>/findings/", findings.findings, name="findings"),
    path("<uuid:assessment_id>/findings/add/", findings.edit, name="add_finding"),
    path(
        "<uuid:assessment_id>/findings/<uuid:finding_id>/",
        findings.finding,
        name="finding",
    ),
    path(
        "<uuid:assessment_id>/findings/<uuid:finding_id>/edit/",
        findings.edit,
        name="edit_finding",
    ),
    path(
        "<uuid:assessment_id>/findings/<uuid:finding_id>/merge/",
        findings.merge,
        name="merge_finding",
    ),
    path(
        "<uuid:assessment_id>/findings/<uuid:finding_id>/<slug:kind>/",
        findings.step,
        name="settle_finding",
    ),
    path(
        "<uuid:assessment_id>/findings/<uuid:finding_id>/plans/<uuid:plan_id>/",
        findings.answer_plan,
        name="answer_plan",
    ),
    path(
        "<uuid:assessment_id>/findings/<uuid:finding_id>/plans/<uuid:plan_id>/<uuid:file_id>/",
        findings.plan_file,
        name="plan_file",
    ),
    path("<uuid:assessment_id>/decision/", deciding.decision, name="decision"),
    path(
        "<uuid:assessment_id>/decision/recommend/",
        deciding.recommendation,
        name="recommend",
    ),
    path(
        "<uuid:assessment_id>/decision/follow/<slug:rule>/",
        deciding.follow,
        name="follow_rule",
    ),
    path("<uuid:assessment_id>/decision/show/", deciding.release, name="show_decision"),
    path("vendor/<uuid:response_id>/", vendor.outcome, name="vendor_outcome"),
    path(
        "vendor/<uuid:response_id>/<uuid:finding_id>/", vendor.plan, name="vendor_plan"
    ),
    path(
        "vendor/<uuid:response_id>/<uuid:finding_id>/<uuid:plan_id>/<uuid:file_id>/",
        vendor.file,
        name="vendor_file",
    ),
    path("<uuid:assessment_id>/questions/", clarifying.questions, name="questions"),
    path("<uuid:assessment_id>/questions/ask/", clarifying.ask, name="ask"),
    path("<uuid:assessment_id>/questions/call-off/", clarifying.call, name="call_off"),
    path("<uuid:assessment_id>/history/", history.history, name="history"),
    path("<uuid:assessment_id>/review/", review.queue, name="review"),
    path("<uuid:assessment_id>/review/accept/", review.accept_rest, name="accept_rest"),
    path(
        "<uuid:assessment_id>/review/complete/",
        review.complete,
        name="complete_review",
    ),
    path("<uuid:assessment_id>/review/score/", review.rescore, name="rescore"),
    path("<uuid:assessment_id>/score/", review.retry_score, name="retry_score"),
    path(
        "<uuid:assessment_id>/review/answer/<str:question_id>/",
        review.answer,
        name="review_answer",
    ),
    path(
        "<uuid:assessment_id>/review/answer/<str:question_id>/note/",
        review.note,
        name="review_note",
    ),
    path("<uuid:assessment_id>/changes/", review.changes, name="changes"),
    path(
        "<uuid:assessment_id>/contradictions/",
        contradicting.contradictions,
        name="contradictions",
    ),
    path(
        "<uuid:assessment_id>/contradictions/decide/",
        contradicting.decide,
        name="dismiss",
    ),
    path("<uuid:assessment_id>/answers/", reading.answers, name="answers"),
    path(
        "<uuid:assessment_id>/evidence/<uuid:evidence_id>/",
        evidence.download,
        name="evidence",
    ),
]
