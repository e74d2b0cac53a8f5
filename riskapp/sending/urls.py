"""Addresses of sending; all of them lie in the namespace of assessments."""

from django.urls import path

from riskapp.sending.views import asking, campaigns, reassessing, waiting

urlpatterns = [
    path("ask-tools/", asking.ask_about_tools, name="ask_about_tools"),
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
    path("<uuid:assessment_id>/sending/", waiting.manage, name="sending"),
    path("<uuid:assessment_id>/sending/due/", waiting.move_due, name="move_due"),
    path("<uuid:assessment_id>/sending/address/", waiting.reassign, name="hand_over"),
    path(
        "<uuid:assessment_id>/sending/withdraw/", waiting.withdraw, name="withdraw_all"
    ),
]
