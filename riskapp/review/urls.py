"""Addresses of review; all of them lie in the namespace of assessments."""

from django.urls import path

from riskapp.review.views import (
    clarifying,
    contradicting,
    conversation,
    notices,
    review,
)

urlpatterns = [
    path("vendor/<uuid:response_id>/dates/", notices.dates, name="vendor_dates"),
    path("vendor/<uuid:response_id>/notice/", notices.notice, name="vendor_notice"),
    path("<uuid:assessment_id>/questions/", clarifying.questions, name="questions"),
    path("<uuid:assessment_id>/questions/ask/", clarifying.ask, name="ask"),
    path("<uuid:assessment_id>/questions/call-off/", clarifying.call, name="call_off"),
    path("<uuid:assessment_id>/asked/", conversation.asked, name="asked"),
    path("<uuid:assessment_id>/review/", review.queue, name="review"),
    path("<uuid:assessment_id>/review/accept/", review.accept_rest, name="accept_rest"),
    path(
        "<uuid:assessment_id>/review/complete/",
        review.complete,
        name="complete_review",
    ),
    path("<uuid:assessment_id>/review/score/", review.rescore, name="rescore"),
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
]
