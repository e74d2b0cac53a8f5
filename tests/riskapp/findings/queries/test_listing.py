import datetime

import pytest
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.decisions.actions import release_decision
from riskapp.decisions.choices import Outcome
from riskapp.decisions.queries import outcome_for_vendor
from riskapp.findings.actions.remedies import release_findings
from riskapp.findings.actions.settling import accept_finding, add_finding, merge_finding
from riskapp.findings.queries.listing import (
    all_findings,
    all_waivers,
    mended,
    shown_findings,
)
from riskapp.review.actions.reviewing import give_verdict
from riskapp.review.choices import VerdictKind
from riskapp.review.queries.overlay import reviewed
from riskapp.scoring.rated.model import rated_option
from tests.factories.riskapp import OrganisationFactory, decided, member, scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


@pytest.fixture(scope="module")
def evaluated(house):
    return house.scored("production-agents")


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def gain(assessment, rows):
    return mended(assessment, rows, reviewed(assessment.response).counts)


def by_hand(assessment, analyst):
    facts = {"text": "Nobody reads the logs.", "severity": "low"}
    return add_finding(assessment, facts=facts, by=analyst)


def test_mending_takes_along_what_was_merged(assessment, analyst):
    first, second = assessment.findings.all()[:2]
    alone, both = gain(assessment, [second]), gain(assessment, [first, second])

    merge_finding(first, second, by=analyst)

    assert gain(assessment, [second]) == both
    assert both.gain > alone.gain
    assert (both.number, both.now) == (2, assessment.score.residual_model)


def test_what_comes_from_no_answer_changes_no_number(assessment, analyst):
    assert gain(assessment, [by_hand(assessment, analyst)]) is None


def test_what_a_reviewer_corrected_counts(assessment, analyst):
    finding = assessment.findings.exclude(gain=0).first()
    before = gain(assessment, [finding])
    place = finding.question, finding.entry
    best = reviewed(assessment.response)
    raw = best_answer(best.plain.document.questions[finding.question])

    give_verdict(
        assessment,
        place,
        kind=VerdictKind.CORRECTED,
        raw=raw,
        reason="The policy says so.",
        by=analyst,
    )

    after = gain(assessment, [finding])
    assert after.gain == 0
    assert after.now == before.then


def best_answer(question):
    """The answer to a question with a single choice that carries no risk."""
    return next(
        option.code for option in question.options if rated_option(option).risk == 0
    )


def test_all_findings_come_worst_first_and_from_nobody_else(assessment, analyst):
    stranger = OrganisationFactory()
    scored(stranger, member(stranger, Role.ANALYST))
    by_hand(assessment, analyst)

    rows = list(all_findings(analyst))

    assert {row.organisation_id for row in rows} == {assessment.organisation_id}
    assert len(rows) == assessment.findings.count()
    order = ["critical", "high", "moderate", "low"]
    places = [order.index(row.severity) for row in rows]
    assert places == sorted(places)
    assert rows[-1].text == "Nobody reads the logs."


def test_accepted_risks_come_in_the_order_they_end(assessment, approver):
    first, second, _ = assessment.findings.all()[:3]
    accept_finding(first, reason="Cheap.", until=in_days(40), by=approver)
    accept_finding(second, reason="Cheap.", until=in_days(10), by=approver)

    assert list(all_waivers(approver)) == [second, first]


def test_a_vendor_goes_on_seeing_what_it_was_told_last(assessment, approver):
    first = decided(assessment, approver)
    assert outcome_for_vendor(assessment) is None
    release_decision(first, by=approver)

    second = decided(assessment, approver, Outcome.REJECTED)
    assert outcome_for_vendor(assessment) == first

    release_decision(second, by=approver)
    assert outcome_for_vendor(assessment) == second


def test_a_vendor_sees_what_it_was_shown_and_no_merged_ones(assessment, analyst):
    first, second = assessment.findings.all()[:2]
    release_findings(assessment, [first.pk, second.pk], due_on=None, by=analyst)
    assert shown_findings(assessment) == [first, second]

    merge_finding(second, first, by=analyst)

    assert shown_findings(assessment) == [first]


def test_a_finding_is_as_severe_as_the_rating_it_holds(organisation, analyst):
    assessment = scored(organisation, analyst, "half-answered")
    floors = assessment.score.result["floors"]
    rows = assessment.findings.exclude(rules=[])

    for row in rows:
        held = {
            floor["rating"]
            for floor in floors
            if floor["by"] in row.rules and floor["entry"] in ("", row.entry)
        }
        if row.severity == "critical":
            assert "critical" in held
        else:
            assert "critical" not in held
    assert set(rows.values_list("severity", flat=True)) == {"critical", "high"}
