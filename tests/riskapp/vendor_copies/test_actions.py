"""The copy is made once, and stays what it is."""

import hashlib
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.utils import timezone, translation
from pypdf import PdfReader

from questionnaires.actions.invitations import enter
from questionnaires.errors import NotSubmittedYet
from riskapp.audit.models import AuditEntry
from riskapp.reports.errors import ReportError
from riskapp.results.actions.scoring import score_assessment
from riskapp.vendor_copies import actions
from riskapp.vendor_copies.actions import (
    STUCK_AFTER,
    copy_html,
    fail_copy,
    may_retry,
    render_copy,
    request_copy,
)
from riskapp.vendor_copies.choices import CopyState
from riskapp.vendor_copies.models import Copy
from riskapp.vendor_copies.tasks import render_copy as render_copy_task
from tests.riskapp.vendor_copies.conftest import handed_in

pytestmark = pytest.mark.usefixtures("whole_world")


@pytest.fixture(scope="module")
def made(whole_world, tmp_path_factory):
    """A copy of answers that were evaluated before, and its words."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        response = handed_in(whole_world)
        score_assessment(response.assessment)
        vera = enter(response.invitations.first(), name="Vera Vendor")
        copy = render_copy(request_copy(response, "en", by=vera))
        connection.check_constraints()
        return copy, words_of(copy)


def words_of(copy):
    with copy.file.open() as file:
        pages = PdfReader(BytesIO(file.read())).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)


def audited(copy):
    entries = AuditEntry.objects.filter(object_id=str(copy.pk)).order_by("id")
    return list(entries.values_list("action", "actor_label"))


def test_asking_twice_gives_the_same_copy(submitted, vera):
    first = request_copy(submitted, "en", by=vera)

    assert request_copy(submitted, "en", by=vera) == first
    assert audited(first) == [("copy requested", "Vera Vendor")]


def test_there_is_none_of_an_open_response(response, respondent):
    with pytest.raises(NotSubmittedYet):
        request_copy(response, "en", by=respondent)


def test_it_says_what_was_asked_answered_shown_and_attested(made):
    copy, words = made

    assert (copy.state, copy.pages > 3) == (CopyState.READY, True)
    assert copy.response.digest in words.replace(" ", "")
    for expected in (
        "Vera Vendor, CTO",
        "Do you have written rules for using AI tools in work for customers?",
        "Yes, but not everyone accepted them in writing",
        "AI rules, ai-rules.pdf",
        "We are four people",
    ):
        assert expected in words


def test_it_says_nothing_of_what_the_buyer_makes_of_it(made):
    copy, words = made

    words = words.lower()
    finding = copy.response.assessment.findings.first()
    assert finding.text.lower() not in words
    for word in ("residual", "control strength", "finding", "risk 4", "remedy"):
        assert word not in words


def test_it_is_in_the_language_it_was_asked_in(submitted, vera):
    copy = request_copy(submitted, "de", by=vera)

    with translation.override("en"):
        copy = render_copy(copy)

    assert "Ja, aber nicht alle haben sie schriftlich anerkannt" in words_of(copy)


def test_a_finished_copy_is_not_made_again_and_never_changes(submitted, vera):
    copy = render_copy(request_copy(submitted, "en", by=vera))
    with copy.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == copy.sha256

    render_copy_task(str(copy.pk))

    again = Copy.objects.get(pk=copy.pk)
    assert (again.attempts, again.sha256) == (1, copy.sha256)
    assert fail_copy(again, "late").state == CopyState.READY
    for change in (again.delete, lambda: Copy.objects.update(pages=1)):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            change()


def test_a_broken_one_says_why_and_is_tried_again(submitted, vera, monkeypatch):
    def broken(_html):
        raise ReportError("no room")

    monkeypatch.setattr(actions, "pdf_from_html", broken)
    copy = render_copy(request_copy(submitted, "en", by=vera))
    assert (copy.state, copy.reason) == (
        CopyState.FAILED,
        "The copy could not be typeset.",
    )
    monkeypatch.undo()

    again = render_copy(request_copy(submitted, "en", by=vera))

    assert again == copy
    assert again.state == CopyState.READY
    assert [action for action, _who in audited(copy)] == [
        "copy requested",
        "copy failed",
        "copy retried",
        "copy made",
    ]


def test_one_that_is_stuck_can_be_asked_for_again(submitted, vera):
    copy = request_copy(submitted, "en", by=vera)
    assert not may_retry(copy)

    Copy.objects.filter(pk=copy.pk).update(
        requested_at=timezone.now() - STUCK_AFTER * 2
    )
    copy.refresh_from_db()

    assert may_retry(copy)


@pytest.mark.parametrize("example", ["half-answered", "typical"])
def test_it_needs_the_same_queries_for_any_number_of_tools(
    world, example, django_assert_num_queries
):
    response = world.assessment(example, submitted=True).response
    copy = Copy(response=response, language="en")
    copy_html(copy)

    with django_assert_num_queries(4):
        copy_html(copy)
