import datetime
import re
from smtplib import SMTPResponseException

import pytest
from django.urls import reverse

from riskapp.accounts.choices import Role
from riskapp.audit.models import AuditEntry
from riskapp.reports.actions import (
    LinkRequest,
    ReportRequest,
    mail_link,
    make_link,
    redeem_link,
    revoke_link,
)
from riskapp.reports.models import ReportLink
from riskapp.reports.queries.links import links_left_behind
from riskapp.reports.tasks import send_link
from tests.factories.reports import ready
from tests.factories.riskapp import OrganisationFactory, member, scored
from tests.mailing import AWAY, DYING, REFUSING, SILENT, WorkerDied

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return member(OrganisationFactory(name="Acme"), Role.ANALYST)


@pytest.fixture
def assessment(analyst):
    return scored(analyst.organisations.get(), analyst, "careful")


def mailed_link(assessment, analyst, language="en", **wanted):
    report = ready(
        assessment, analyst, ReportRequest(variant="summary", language=language)
    )
    values = {
        "name": "Vera Vidmar",
        "email": "vera@board.example",
        "reason": "You sign the contract.",
    }
    link, _ = make_link(report, LinkRequest(**values | wanted), by=analyst)
    return link


def code_in(text):
    return re.search(r"/shared/#(\S+)", text).group(1)


def test_the_mail_names_who_why_and_where_to_reply(assessment, analyst, mailoutbox):
    link = mailed_link(assessment, analyst, password="a long secret")

    mail_link(link)

    [mail] = mailoutbox
    [(html, _type)] = mail.alternatives
    assert mail.to == ["vera@board.example"]
    assert mail.reply_to == [analyst.email]
    for text in (mail.body, html):
        assert "Vera Vidmar" in text
        assert "You sign the contract." in text
        assert analyst.email in text
        assert "It is a draft" in text
        assert "asks for a password" in text
        assert "a long secret" not in text
    assert redeem_link(code_in(mail.body)) == link
    assert code_in(mail.body) in html


def test_it_is_mailed_once_however_often_the_task_runs(assessment, analyst, mailoutbox):
    link = mailed_link(assessment, analyst)

    send_link(str(link.pk))
    send_link(str(link.pk))

    assert len(mailoutbox) == 1
    actions = AuditEntry.objects.filter(object_id=str(link.pk))
    assert actions.filter(action="report link mailed").count() == 1


def test_a_link_that_was_revoked_is_not_mailed(assessment, analyst, mailoutbox):
    link = mailed_link(assessment, analyst)
    revoke_link(link, by=analyst)

    mail_link(link)

    assert not mailoutbox


def test_a_reader_of_a_german_report_is_written_to_in_german(
    assessment, analyst, mailoutbox
):
    mail_link(mailed_link(assessment, analyst, language="de"))

    [mail] = mailoutbox
    assert "Sie erhalten diese Nachricht" in mail.body


def test_a_worker_that_dies_once_the_mail_is_out_mails_nothing_twice(
    assessment, analyst, mailoutbox, settings, client
):
    link = mailed_link(assessment, analyst)
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DYING

    with pytest.raises(WorkerDied):
        mail_link(link)
    settings.EMAIL_BACKEND = working
    send_link(str(link.pk))
    ReportLink.objects.update(made_at=link.made_at - datetime.timedelta(hours=4))

    assert len(mailoutbox) == 1
    assert links_left_behind() == []
    assert redeem_link(code_in(mailoutbox[0].body)) == link
    client.force_login(analyst)
    page = client.get(reverse("reports:links", args=[link.report_id])).content.decode()
    assert "It is not known whether this mail went out" in page


def test_a_mail_server_that_falls_silent_is_not_asked_twice(
    assessment, analyst, mailoutbox, settings
):
    link = mailed_link(assessment, analyst)
    settings.EMAIL_BACKEND = SILENT

    send_link(str(link.pk))
    send_link(str(link.pk))

    link.refresh_from_db()
    assert len(mailoutbox) == 1
    assert (link.sent_at, link.handed_at is None) == (None, False)


@pytest.mark.parametrize("backend", [REFUSING, AWAY])
def test_a_mail_that_is_surely_not_out_is_tried_again(
    backend, assessment, analyst, mailoutbox, settings
):
    link = mailed_link(assessment, analyst)
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, backend

    with pytest.raises((SMTPResponseException, ConnectionRefusedError)):
        mail_link(link)
    settings.EMAIL_BACKEND = working
    mail_link(link)

    [mail] = mailoutbox
    link.refresh_from_db()
    assert redeem_link(code_in(mail.body)) == link
    assert (link.sent_at is None, link.handed_at) == (False, None)
