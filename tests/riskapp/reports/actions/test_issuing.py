import datetime

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from questionnaires.actions.answers import fill
from questionnaires.queries import answer_set_of
from riskapp.audit.models import AuditEntry
from riskapp.reports.actions import (
    CounselWord,
    ReportRequest,
    issue_addendum,
    make_lost_again,
    record_counsel,
    render_report,
    request_report,
)
from riskapp.reports.choices import Stage, VerificationResult
from riskapp.reports.errors import (
    AlreadyIssued,
    CounselHasNotAgreed,
    DraftBehind,
    NoDraftOfAddendum,
)
from riskapp.reports.models import IssuedAddendum, Report
from riskapp.reports.queries.issued import steps_of
from riskapp.reports.queries.standing import newer_than, standing_of
from tests.factories.reports import ready
from tests.factories.riskapp import example
from tests.riskapp.reports.actions.test_promising import (
    against_contract,
    next_cycle,
    submit,
    with_addendum,
    words_of,
)

DAY = datetime.date(2026, 9, 1)
FIT = CounselWord(
    "Carla Counsel", DAY, is_fit=True, terms="Notice by letter.\nVienna <is> the place."
)
NOT_YET = CounselWord("Carla Counsel", DAY, is_fit=False, remarks="Clause 4.")


@pytest.fixture
def first(world):
    made = world.assessment("careful", "Portal", filled=False)
    fill(made.response, example("careful").filled)
    return submit(made)


@pytest.fixture
def draft(world, first):
    return with_addendum(world, first, "addendum-pdf")


def issued_from(draft, world, word=FIT):
    record_counsel(draft, word, by=world.analyst)
    return issue_addendum(draft, by=world.people["approver"])


def test_a_draft_that_counsel_agreed_to_is_issued_as_a_document_of_its_own(
    world, draft
):
    issue = issued_from(draft, world)

    assert issue.report != draft
    assert issue.report.is_issued
    assert not draft.is_issued
    assert issue.issued_on == timezone.localdate()
    assert issue.report.inputs["promised"] == draft.inputs["promised"]
    trail = AuditEntry.objects.filter(action__startswith="addendum").order_by("pk")
    assert [(one.action, one.actor) for one in trail] == [
        ("addendum reviewed by counsel", world.analyst),
        ("addendum issued", world.people["approver"]),
    ]


def test_without_counsel_nothing_is_issued_and_the_last_word_counts(world, draft):
    with pytest.raises(CounselHasNotAgreed):
        issue_addendum(draft, by=world.people["approver"])

    record_counsel(draft, FIT, by=world.analyst)
    record_counsel(draft, NOT_YET, by=world.analyst)

    with pytest.raises(CounselHasNotAgreed):
        issue_addendum(draft, by=world.people["approver"])


def test_a_draft_is_issued_once_and_only_while_it_says_what_holds(world, first, draft):
    issue = issued_from(draft, world)
    with pytest.raises(AlreadyIssued):
        issue_addendum(draft, by=world.people["approver"])
    with pytest.raises(NoDraftOfAddendum):
        record_counsel(issue.report, FIT, by=world.analyst)
    with pytest.raises(NoDraftOfAddendum):
        record_counsel(ready(first, world.analyst), FIT, by=world.analyst)

    wanted = ReportRequest(format="addendum", language="de")
    queued = request_report(first, by=world.analyst, report_request=wanted)
    with pytest.raises(NoDraftOfAddendum):
        record_counsel(queued, FIT, by=world.analyst)


def test_a_draft_of_a_score_left_behind_is_not_issued(world, draft):
    record_counsel(draft, FIT, by=world.analyst)
    assessment = draft.assessment
    assessment.score = None
    assessment.save(update_fields=["score"])

    with pytest.raises(DraftBehind):
        issue_addendum(draft, by=world.people["approver"])


def test_what_was_issued_never_changes(world, draft):
    issue = issued_from(draft, world)

    for changed in (
        lambda: IssuedAddendum.objects.update(issued_on=DAY),
        lambda: draft.counsel_reviews.update(is_fit=False),
        lambda: IssuedAddendum.objects.filter(pk=issue.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            changed()


def test_a_later_one_takes_its_place_and_each_says_so(world, first, draft):
    before = issued_from(draft, world)
    second = next_cycle(world, first, GOV_04="told_after")
    still = standing_of(before.report)

    after = issued_from(with_addendum(world, second, "addendum-pdf"), world)

    assert still == VerificationResult.CURRENT  # whatever is scored meanwhile
    assert after.replaces == before
    assert standing_of(before.report) == VerificationResult.SUPERSEDED
    assert newer_than(before.report) == after.report
    assert standing_of(after.report) == VerificationResult.CURRENT
    assert after.report.inputs["issued"]["replaces"]["code"] == before.report.code


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_page_says_draft_or_issued(world, first, language):
    wanted = {"format": "addendum-pdf", "language": language}
    draft = render_report(
        request_report(first, by=world.analyst, report_request=ReportRequest(**wanted))
    )
    record_counsel(draft, FIT, by=world.analyst)
    issued = render_report(issue_addendum(draft, by=world.people["approver"]).report)
    with translation.override(language):
        drafted, day = translation.gettext("Draft for your counsel"), timezone.localdate().year  # fmt: skip

    before, after = words_of(draft), words_of(issued)

    assert before.count(drafted) > draft.pages
    assert drafted not in after
    assert after.count(f"{day}") > issued.pages
    assert "Carla Counsel" in after
    assert world.people["approver"].name in after
    assert "Notice by letter." in after


def test_the_next_cycle_is_compared_with_what_was_issued_not_with_a_later_draft(
    world, first, draft
):
    issued_from(draft, world)
    second = next_cycle(world, first, GOV_04="told_after")
    with_addendum(world, second)
    third = next_cycle(world, second, GOV_04="told_after")

    [clash] = against_contract(third)

    assert "Contract addendum issued on" in clash.statements[1].where
    assert not against_contract_of_draft(third)


def against_contract_of_draft(assessment):
    found = against_contract(assessment)
    return [one for one in found if "drafted" in one.statements[1].where]


def test_an_issued_one_stays_issued_when_its_lost_file_is_made_again(
    world, first, draft
):
    issue = issued_from(draft, world)
    report = render_report(issue.report)
    report.file.storage.delete(report.file.name)

    again = make_lost_again(report, by=world.analyst)

    assert again.pk != report.pk
    assert again.is_issued
    assert newer_than(draft) is None  # neither copy of the issued one is a newer draft
    next_cycle(world, first, GOV_04="told_after")
    copy = Report.objects.get(pk=report.pk)
    assert standing_of(copy) == standing_of(again) == VerificationResult.CURRENT
    assert newer_than(copy) is None
    assert (copy.stage, again.stage) == (Stage.ISSUED, Stage.ISSUED)
    assert answer_set_of(again.score.response)


def test_what_counsel_said_holds_for_the_same_draft_made_again(world, draft):
    record_counsel(draft, FIT, by=world.analyst)
    for _ in range(2):
        draft.file.storage.delete(draft.file.name)
        draft = render_report(make_lost_again(draft, by=world.analyst))

    steps = steps_of(draft)
    issue = issue_addendum(draft, by=world.people["approver"])

    assert ([one.counsel for one in steps.reviews], steps.may_be_issued) == (["Carla Counsel"], True)  # fmt: skip
    assert issue.report.inputs["issued"]["draft"] == draft.code
    with pytest.raises(AlreadyIssued):
        issue_addendum(draft, by=world.people["approver"])
