"""Addresses of findings; all of them lie in the namespace of assessments."""

from django.urls import path

from riskapp.findings.views import (
    findings,
    picking,
    plans,
    portfolio,
    vendor,
    vendor_plans,
)

urlpatterns = [
    path("findings/", portfolio.all_findings, name="all_findings"),
    path("findings/picked/", picking.picked, name="picked_findings"),
    path("accepted-risks/", portfolio.waivers, name="waivers"),
    path("<uuid:assessment_id>/findings/", findings.findings, name="findings"),
    path("<uuid:assessment_id>/findings/plan/", plans.plan, name="action_plan"),
    path(
        "<uuid:assessment_id>/findings/plan/take-in/",
        plans.take_in,
        name="take_in_plan",
    ),
    path(
        "<uuid:assessment_id>/findings/plan/workbook/",
        plans.workbook,
        name="plan_workbook",
    ),
    path(
        "<uuid:assessment_id>/findings/plan/calendar/",
        plans.calendar,
        name="plan_calendar",
    ),
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
    path(
        "vendor/<uuid:response_id>/plan/", vendor_plans.plan, name="vendor_action_plan"
    ),
    path(
        "vendor/<uuid:response_id>/plan/take-in/",
        vendor_plans.take_in,
        name="vendor_take_in_plan",
    ),
    path(
        "vendor/<uuid:response_id>/plan/workbook/",
        vendor_plans.workbook,
        name="vendor_plan_workbook",
    ),
    path(
        "vendor/<uuid:response_id>/plan/calendar/",
        vendor_plans.calendar,
        name="vendor_plan_calendar",
    ),
    path(
        "vendor/<uuid:response_id>/<uuid:finding_id>/", vendor.plan, name="vendor_plan"
    ),
    path(
        "vendor/<uuid:response_id>/<uuid:finding_id>/<uuid:plan_id>/<uuid:file_id>/",
        vendor.file,
        name="vendor_file",
    ),
]
