"""Addresses of the respondent's pages."""

from django.urls import path

from questionnaires.views import (
    answering,
    colleagues,
    contact,
    entering,
    evidence,
    following,
    offline,
    proposals,
    published,
    reasons,
    register,
    remarks,
    respond,
    submitting,
    together,
    weak,
)

app_name = "questionnaires"
urlpatterns = [
    path("<uuid:response_id>/answer/", answering.answer, name="answer"),
    path("", entering.open_invitation, name="enter"),
    path("start/", entering.start, name="start"),
    path("code/", entering.code, name="code"),
    path("language/", entering.language, name="language"),
    path("account/", entering.account, name="account"),
    path("mine/", entering.mine, name="mine"),
    path("leave/", entering.leave, name="leave"),
    path("<uuid:response_id>/", respond.tasks, name="tasks"),
    path("<uuid:response_id>/unsent/", entering.unsent, name="unsent"),
    path("<uuid:response_id>/sections/<str:code>/", respond.section, name="section"),
    path(
        "<uuid:response_id>/sections/<str:code>/choose/",
        published.choose,
        name="choose",
    ),
    path(
        "<uuid:response_id>/sections/<str:code>/together/",
        together.together,
        name="together",
    ),
    path("<uuid:response_id>/remark/", remarks.say, name="remark"),
    path("<uuid:response_id>/weak/", weak.weak, name="weak"),
    path("<uuid:response_id>/contact/", contact.contact, name="contact"),
    path("<uuid:response_id>/changes/", answering.changes, name="changes"),
    path("<uuid:response_id>/questions/<str:question_id>/", reasons.why, name="why"),
    path("<uuid:response_id>/entries/add/", register.add, name="add"),
    path("<uuid:response_id>/entries/<uuid:entry_id>/", respond.entry, name="entry"),
    path(
        "<uuid:response_id>/entries/<uuid:entry_id>/confirm/",
        proposals.confirm,
        name="confirm_proposed",
    ),
    path("<uuid:response_id>/proposals/", proposals.proposals, name="proposals"),
    path(
        "<uuid:response_id>/proposals/confirm/",
        proposals.confirm,
        name="confirm_offered",
    ),
    path(
        "<uuid:response_id>/entries/<uuid:entry_id>/copy/", register.copy, name="copy"
    ),
    path(
        "<uuid:response_id>/entries/<uuid:entry_id>/remove/",
        register.remove,
        name="remove",
    ),
    path(
        "<uuid:response_id>/entries/<uuid:entry_id>/restore/",
        register.restore,
        name="restore",
    ),
    path("<uuid:response_id>/colleagues/", colleagues.colleagues, name="colleagues"),
    path(
        "<uuid:response_id>/colleagues/<uuid:invitation_id>/",
        colleagues.colleague,
        name="colleague",
    ),
    path(
        "<uuid:response_id>/colleagues/<uuid:invitation_id>/remind/",
        colleagues.remind,
        name="remind",
    ),
    path(
        "<uuid:response_id>/colleagues/<uuid:invitation_id>/withdraw/",
        colleagues.shut_out,
        name="shut_out",
    ),
    path(
        "<uuid:response_id>/evidence/<str:question_id>/",
        evidence.attached,
        name="evidence",
    ),
    path(
        "<uuid:response_id>/evidence/files/<uuid:evidence_id>/",
        evidence.download,
        name="evidence_file",
    ),
    path(
        "<uuid:response_id>/evidence/remove/<uuid:evidence_id>/",
        evidence.remove,
        name="evidence_remove",
    ),
    path("<uuid:response_id>/confirm/", following.confirm, name="confirm"),
    path(
        "<uuid:response_id>/questions/<uuid:clarification_id>/reply/",
        following.reply,
        name="reply",
    ),
    path("<uuid:response_id>/last-time/", following.last_time, name="last_time"),
    path("<uuid:response_id>/carry-on/", following.carry_on, name="carry_on"),
    path("<uuid:response_id>/file/", offline.offline, name="offline"),
    path(
        "<uuid:response_id>/file/questions.<str:kind>",
        offline.download,
        name="offline_file",
    ),
    path(
        "<uuid:response_id>/file/<uuid:upload_id>/",
        offline.preview,
        name="offline_preview",
    ),
    path("<uuid:response_id>/check/", submitting.check, name="check"),
    path("<uuid:response_id>/submit/", submitting.submit, name="submit"),
    path("<uuid:response_id>/done/", submitting.done, name="done"),
]
