import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from questionnaires.limits import TRIES
from riskapp.accounts.choices import Role
from riskapp.reports.actions import LinkRequest, make_link, revoke_link
from riskapp.reports.models import ReportLink
from tests.factories.reports import CONTENT, ready
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    member,
    scored,
)

pytestmark = pytest.mark.django_db

WANTED = {
    "name": "Vera Vidmar",
    "reason": "You sign the contract.",
    "days": "14",
    "downloads": "2",
}


@pytest.fixture
def analyst():
    return member(OrganisationFactory(name="Acme"), Role.ANALYST)


@pytest.fixture
def report(analyst):
    organisation = analyst.organisations.get()
    vendor = VendorFactory(organisation=organisation, name="Brzi Potok d.o.o.")
    engagement = EngagementFactory(vendor=vendor, name="Integrations")
    return ready(
        scored(organisation, analyst, "careful", engagement=engagement), analyst
    )


@pytest.fixture
def colleague(client, analyst):
    client.force_login(analyst)
    return client


@pytest.fixture
def outside():
    return Client()


def link_to(report, analyst, **wanted):
    values = {"name": "Vera Vidmar", "reason": "You sign the contract."} | wanted
    return make_link(report, LinkRequest(**values), by=analyst)


def opened(browser, token):
    return browser.post(reverse("shared"), {"code": token}, follow=True)


def closed(browser, token):
    """The whole of the page that is shown, without what changes with every page."""
    reply = opened(browser, token)
    return reply.status_code, reply.content.decode().partition("<main")[2].partition(
        "</main"
    )[0]


def test_a_link_is_shown_once_and_opens_the_report_to_somebody_without_an_account(
    colleague, outside, report
):
    page = colleague.post(reverse("reports:links", args=[report.pk]), WANTED)
    token = page.context["url"].partition("#")[2]

    told = opened(outside, token).content.decode()
    file = outside.post(reverse("shared_file"))

    assert "Brzi Potok d.o.o., Integrations" in told
    assert "You sign the contract." in told
    assert "2 downloads are left" in told
    assert file.getvalue() == CONTENT
    assert "attachment" in file["Content-Disposition"]
    given = colleague.get(reverse("reports:links", args=[report.pk])).content.decode()
    assert token not in given
    assert "1 of 2" in given
    assert "Downloaded" in given


def test_nothing_is_kept_on_the_way_or_found_by_search_engines(
    outside, report, analyst
):
    _link, token = link_to(report, analyst)

    for reply in (
        outside.get(reverse("shared")),
        opened(outside, token),
        outside.post(reverse("shared_file")),
        opened(outside, "x" * 43),
    ):
        assert "no-store" in reply["Cache-Control"]
        assert "noindex" in reply["X-Robots-Tag"]
        reply.close()


def test_following_a_link_opens_and_counts_nothing(outside, report, analyst):
    link, _token = link_to(report, analyst)

    outside.get(reverse("shared"))
    page = outside.get(reverse("shared_report"))

    assert page.status_code == 404
    assert not ReportLink.objects.get(pk=link.pk).downloads


def test_unknown_ended_used_up_and_revoked_links_look_the_same(report, analyst):
    revoked, ended, used = (link_to(report, analyst) for _ in range(3))
    revoke_link(revoked[0], by=analyst)
    past = timezone.now() - datetime.timedelta(seconds=1)
    ReportLink.objects.filter(pk=ended[0].pk).update(expires_at=past)
    ReportLink.objects.filter(pk=used[0].pk).update(downloads=3)

    pages = {
        closed(Client(), token) for token in ("x" * 43, revoked[1], ended[1], used[1])
    }

    [(status, text)] = pages
    assert status == 404
    assert "This link opens nothing" in text
    assert "Brzi Potok" not in text


def test_a_link_that_is_revoked_closes_the_page_that_is_open(outside, report, analyst):
    link, token = link_to(report, analyst)
    opened(outside, token)

    revoke_link(link, by=analyst)

    assert outside.get(reverse("shared_report")).status_code == 404
    assert outside.post(reverse("shared_file")).status_code == 404


def test_the_last_download_is_given_once_to_two_tabs(report, analyst):
    link, token = link_to(report, analyst, downloads=1)
    tabs = [Client(), Client()]
    for tab in tabs:
        opened(tab, token)

    replies = [tab.post(reverse("shared_file")) for tab in tabs]

    assert [reply.status_code for reply in replies] == [200, 404]
    assert ReportLink.objects.get(pk=link.pk).downloads == 1
    replies[0].close()


def test_a_password_is_asked_for_before_anything_is_told(outside, report, analyst):
    _link, token = link_to(report, analyst, password="a long secret")

    page = opened(outside, token).content.decode()
    refused = outside.post(reverse("shared_file"))
    wrong = outside.post(reverse("shared_report"), {"password": "another"})
    told = outside.post(
        reverse("shared_report"), {"password": "a long secret"}, follow=True
    )

    assert "Brzi Potok" not in page
    assert refused.status_code == 404
    assert wrong.status_code == 422
    assert "This is not the password of this link." in wrong.content.decode()
    assert "Brzi Potok" in told.content.decode()


def test_after_five_wrong_passwords_the_link_opens_nothing(outside, report, analyst):
    _link, token = link_to(report, analyst, password="a long secret")
    opened(outside, token)

    codes = [
        outside.post(reverse("shared_report"), {"password": "no"}).status_code
        for _ in range(5)
    ]

    assert codes == [422, 422, 422, 422, 404]
    assert opened(Client(), token).status_code == 404


def test_whoever_guesses_codes_has_to_wait(outside):
    for _ in range(TRIES):
        assert opened(outside, "x" * 43).status_code == 404

    assert opened(outside, "x" * 43).status_code == 429


def test_a_superseded_report_says_so_on_opening_the_link(outside, report, analyst):
    _link, token = link_to(report, analyst)
    assessment = report.assessment
    assessment.engagement.name = "Renamed"
    assessment.engagement.save()
    ready(assessment, analyst)

    page = opened(outside, token).content.decode()

    assert "Superseded" in page
    assert "A newer report was made on" in page
    assert analyst.email in page


def test_a_draft_says_so_on_the_page_of_the_link_and_of_the_report(
    colleague, outside, report, analyst
):
    _link, token = link_to(report, analyst)

    page = opened(outside, token).content.decode()
    own = colleague.get(reverse("reports:detail", args=[report.pk])).content.decode()

    assert "No decision rests on this score yet." in page
    assert "no decision rests on this score yet." in own
    file = outside.post(reverse("shared_file"))
    assert "draft-" in file["Content-Disposition"]
    file.close()


def test_a_link_is_revoked_at_the_report(colleague, report, analyst):
    link, _token = link_to(report, analyst)

    page = colleague.post(reverse("reports:revoke", args=[link.pk]), follow=True)

    assert "Revoked" in page.content.decode()
    assert not ReportLink.objects.get(pk=link.pk).is_usable


def test_what_cannot_be_made_is_said_at_the_fields(colleague, report):
    reply = colleague.post(
        reverse("reports:links", args=[report.pk]), WANTED | {"days": "0"}
    )

    assert reply.status_code == 422
    assert not ReportLink.objects.exists()


def test_who_has_no_right_to_answers_shares_none(client, analyst, report):
    organisation = analyst.organisations.get()
    link, _token = link_to(report, analyst)
    client.force_login(member(organisation, Role.AUDITOR))

    assert client.get(reverse("reports:links", args=[report.pk])).status_code == 403
    assert client.post(reverse("reports:revoke", args=[link.pk])).status_code == 403
