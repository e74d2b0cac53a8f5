import re

import pytest

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
from riskapp.reports.tasks import send_link
from tests.factories.reports import ready
from tests.factories.riskapp import OrganisationFactory, member, scored

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
