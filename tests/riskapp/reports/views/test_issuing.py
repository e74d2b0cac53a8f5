import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from riskapp.reports.actions import (
    CounselWord,
    ReportRequest,
    issue_addendum,
    record_counsel,
)
from riskapp.reports.models import CounselReview, IssuedAddendum
from tests.factories.reports import ready
from tests.factories.riskapp import scored

SAID = {
    "counsel": "Carla Counsel",
    "is_fit": "yes",
}


@pytest.fixture
def draft(world):
    assessment = scored(world.organisation, world.analyst, "careful")
    return ready(assessment, world.analyst, ReportRequest(format="addendum"))


def told(**changed):
    return SAID | {"reviewed_on": timezone.localdate().isoformat()} | changed


def page_of(client, user, report):
    client.force_login(user)
    return client.get(reverse("reports:detail", args=[report.pk])).content.decode()


def test_counsel_is_recorded_and_then_whoever_decides_issues_it(client, world, draft):
    assert "Issue the addendum" not in page_of(client, world.people["approver"], draft)

    client.force_login(world.analyst)
    asked = client.get(reverse("reports:counsel", args=[draft.pk])).content.decode()
    assert f'<span class="nowrap">{draft.code}</span>' in asked
    client.post(reverse("reports:counsel", args=[draft.pk]), told(terms="By letter."))
    page = page_of(client, world.analyst, draft)
    assert "Carla Counsel" in page
    assert "Issue the addendum" not in page  # an analyst does not decide
    assert "Issue the addendum" in page_of(client, world.people["approver"], draft)

    client.post(reverse("reports:issue", args=[draft.pk]))
    issue = IssuedAddendum.objects.get()
    page = page_of(client, world.people["approver"], draft)
    assert issue.issued_by == world.people["approver"]
    assert reverse("reports:detail", args=[issue.report_id]) in page
    assert "Issue the addendum" not in page
    assert "Your counsel, English" in page
    assert "Full report" not in page
    assert issue.report.file_words == "Contract addendum, issued (PDF)"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reviewed_on": "2999-01-01"}, "This day is still to come."),
        ({"reviewed_on": "1999-01-01"}, "The draft was made later than this day."),
        ({"is_fit": "no"}, "Say what is in the way."),
        ({"counsel": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_is_refused_in_words(client, world, draft, changed, words):
    client.force_login(world.analyst)

    answer = client.post(reverse("reports:counsel", args=[draft.pk]), told(**changed))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not CounselReview.objects.exists()


def test_without_counsel_nothing_is_issued(client, world, draft):
    client.force_login(world.people["approver"])

    answer = client.post(reverse("reports:issue", args=[draft.pk]), follow=True)

    assert "The last word of counsel" in answer.content.decode()
    assert not IssuedAddendum.objects.exists()


def test_the_list_and_a_link_say_which_it_is(client, world, draft):
    word = CounselWord("Carla Counsel", datetime.date(2026, 9, 1), is_fit=True)
    record_counsel(draft, word, by=world.analyst)
    issue_addendum(draft, by=world.people["approver"])
    client.force_login(world.analyst)

    page = client.get(reverse("reports:list")).content.decode()

    assert "Contract addendum, issued (PDF)" in page
    assert "Contract addendum, draft (DOCX)" in page
    assert "Both parties, as an annex to the contract" in page
