import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.decisions.choices import Outcome
from riskapp.decisions.models import Decision
from riskapp.findings.actions.settling import verify_finding
from tests.factories.riskapp import (
    OrganisationFactory,
    decided,
    looked_at,
    member,
    scored,
    started,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


@pytest.fixture(scope="module")
def evaluated(house):
    assessment = house.scored()
    looked_at(assessment)
    house.settle()
    return assessment


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def address(assessment, name="decision"):
    return reverse(f"assessments:{name}", args=[assessment.pk])


def given(assessment, **changed):
    """A decision that holds: somebody has looked, and the risk of the rule is accepted."""
    return {
        "outcome": "conditional",
        "reason": "Good once the keys rotate.",
        "conditions": "Rotate the keys.",
        "valid_until": in_days(90).isoformat(),
        "vendor_text": "Thank you.",
        "exception_reason": "The launch cannot wait.",
        "rule_0": "on",
        "owner_0": str(assessment.started_by_id),
        "score": str(assessment.score_id),
    } | changed


def ended(assessment, by):
    """A decision whose last day was yesterday."""
    decision = Decision.objects.create(
        organisation=assessment.organisation,
        assessment=assessment,
        score=assessment.score,
        outcome=Outcome.APPROVED,
        reason="It was good enough.",
        valid_until=in_days(-1),
        by=by,
    )
    assessment.decision = decision
    assessment.save()
    return decision


def test_an_approver_decides_with_conditions(client, assessment, approver):
    client.force_login(approver)

    page = client.post(address(assessment), given(assessment), follow=True)

    decision = Decision.objects.get()
    assert (decision.outcome, decision.by) == ("conditional", approver)
    assert [row.text for row in decision.conditions.filter(rule="")] == [
        "Rotate the keys."
    ]
    rule = decision.conditions.filter(rule="CR-05").first()
    assert (rule.owner, rule.due_on) == (assessment.started_by, in_days(90))
    text = page.content.decode()
    assert "Good once the keys rotate." in text
    assert "Show it to the vendor" in text


def test_only_approvers_decide(client, assessment, analyst, organisation):
    for person in (analyst, member(organisation, Role.ADMINISTRATOR)):
        client.force_login(person)
        assert client.post(address(assessment), given(assessment)).status_code == 403
        assert "Decide" not in client.get(address(assessment)).content.decode()

    assert not Decision.objects.exists()


def test_whoever_reviewed_last_is_told_and_refused(client, assessment, organisation):
    both = member(organisation, Role.ANALYST, Role.APPROVER)
    verify_finding(assessment.findings.first(), reason="Seen.", by=both)
    client.force_login(both)

    page = client.get(address(assessment)).content.decode()
    refused = client.post(address(assessment), given(assessment))

    assert "somebody else decides" in page
    assert refused.status_code == 422
    assert not Decision.objects.exists()


def test_half_a_decision_keeps_what_was_typed(client, assessment, approver):
    client.force_login(approver)

    page = client.post(address(assessment), given(assessment, conditions="", rule_0=""))

    assert page.status_code == 422
    assert "Name at least one condition." in page.content.decode()
    assert "Good once the keys rotate." in page.content.decode()


def test_a_score_that_moved_on_is_refused(client, assessment, approver, analyst):
    other = scored(assessment.organisation, analyst)
    client.force_login(approver)

    page = client.post(
        address(assessment), given(assessment, score=str(other.score_id))
    )

    assert page.status_code == 422
    assert "The score has changed" in page.content.decode()


def test_before_a_score_there_is_nothing_to_decide(
    client, organisation, analyst, approver
):
    waiting = started(organisation, analyst)
    client.force_login(approver)

    assert client.get(address(waiting)).status_code == 302


def test_releasing_is_a_step_of_its_own(client, assessment, approver):
    decision = decided(assessment, approver)
    client.force_login(approver)

    client.post(address(assessment, "show_decision"))

    decision.refresh_from_db()
    assert decision.released_by == approver
    assert (
        "Show it to the vendor" not in client.get(address(assessment)).content.decode()
    )


def test_without_a_decision_there_is_nothing_to_release(client, assessment, approver):
    client.force_login(approver)

    assert client.post(address(assessment, "show_decision")).status_code == 404


def test_the_history_keeps_every_decision(client, assessment, approver, analyst):
    decided(assessment, approver, reason="First thoughts.")
    decided(assessment, approver, Outcome.REJECTED, reason="Second thoughts.")
    client.force_login(analyst)

    page = client.get(address(assessment)).content.decode()

    assert page.index("Second thoughts.") < page.index("First thoughts.")
    assert page.count("Suggested then") == 2


def test_the_memo_stands_above_the_form(client, assessment, approver):
    client.force_login(approver)

    page = client.get(address(assessment)).content.decode()

    memo = page[page.index("Before you decide") : page.index('id="decide"')]
    for words in (
        "Third-country processing without a transfer tool",
        "CR-05",
        "1 of 222",
        "The review of the answers is not complete.",
        "3 open",
        "Stop the tool or the access concerned now.",
        "Calls between agents and to tool servers",
    ):
        assert words in memo


def test_a_rule_that_is_not_met_or_accepted_is_named(client, assessment, approver):
    client.force_login(approver)

    page = client.post(address(assessment), given(assessment, rule_0=""))

    assert page.status_code == 422
    assert "or its risk is accepted. Missing: Third-country" in page.content.decode()


def test_an_exception_without_its_reason_is_refused_at_its_field(
    client, assessment, approver
):
    client.force_login(approver)

    page = client.post(address(assessment), given(assessment, exception_reason=""))

    [words] = page.context["form"].errors["exception_reason"]
    assert words.endswith(": Against the suggestion, Before the review was complete.")


def test_an_end_beyond_the_policy_is_refused_at_its_field(client, assessment, approver):
    client.force_login(approver)

    page = client.post(
        address(assessment), given(assessment, valid_until=in_days(91).isoformat())
    )

    assert "at most 90 days" in page.context["form"].errors["valid_until"][0]


def test_the_exception_and_the_suggestion_stay_beside_the_decision(
    client, assessment, approver
):
    decided(assessment, approver, exception_reason="A pilot with test data.")
    client.force_login(approver)

    page = client.get(address(assessment)).content.decode()

    for words in (
        "Against the suggestion",
        "Before the review was complete",
        "A pilot with test data.",
        "Stop the tool or the access concerned now.",
        "Risk accepted",
    ):
        assert words in page


def test_an_analyst_sees_who_decides_recommends_and_hands_over(
    client, assessment, analyst, approver
):
    client.force_login(analyst)
    page = client.get(address(assessment)).content.decode()
    assert "Who decides" in page
    assert approver.name in page
    assert 'id="decide"' not in page

    recommended = {
        "outcome": "conditional",
        "reason": "Once the transfers are covered.",
        "score": str(assessment.score_id),
    }
    done = client.post(address(assessment, "recommend"), recommended, follow=True)

    assert "Handed over." in done.content.decode()
    client.force_login(approver)
    assert "Once the transfers are covered." in (
        client.get(address(assessment)).content.decode()
    )


def test_a_recommendation_without_a_reason_is_refused(client, assessment, analyst):
    client.force_login(analyst)

    page = client.post(
        address(assessment, "recommend"),
        {"outcome": "approved", "score": str(assessment.score_id)},
    )

    assert page.status_code == 422
    assert not assessment.recommendations.exists()


def test_everybody_barred_is_said(client):
    organisation = OrganisationFactory()  # without anybody who only approves
    both = member(organisation, Role.ANALYST, Role.APPROVER)
    assessment = scored(organisation, member(organisation, Role.ANALYST))
    looked_at(assessment, both, many=3)
    client.force_login(both)

    page = client.get(address(assessment)).content.decode()

    assert "Another member needs the role of an approver." in page


def test_a_decision_that_ended_is_said_everywhere(client, assessment, approver):
    ended(assessment, approver)
    client.force_login(approver)

    on_its_page = client.get(address(assessment)).content.decode()
    on_the_list = client.get(reverse("assessments:list")).content.decode()
    on_tabs = [
        client.get(address(assessment, name)).content.decode()
        for name in ("detail", "review", "changes", "contradictions")
    ]

    assert "nothing is approved" in on_its_page
    for page in (on_its_page, on_the_list, *on_tabs):
        assert "Decision expired" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [("ended", 0), ("approved", 1), ("rejected", 2), ("none", 3)],
)
def test_the_list_is_narrowed_by_decision(
    client, assessment, organisation, analyst, approver, query, expected
):
    rows = [*(scored(organisation, analyst) for _ in range(3)), assessment]
    ended(rows[0], approver)
    decided(rows[1], approver)
    decided(rows[2], approver, Outcome.REJECTED)
    client.force_login(analyst)

    page = client.get(reverse("assessments:list"), {"decision": query})

    assert list(page.context["page"].object_list) == [rows[expected]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_needs_the_same_queries_for_any_number_of_decisions(
    client, count, assessment, approver, organisation, django_assert_num_queries
):
    for _ in range(count):
        decided(assessment, approver, Outcome.CONDITIONAL, conditions=["A.", "B."])
    client.force_login(member(organisation, Role.PROCUREMENT))

    # person, assessment, its rights twice, decisions, their conditions with the findings,
    # accepted risks
    with django_assert_num_queries(8):
        page = client.get(address(assessment))

    assert len(page.context["decisions"]) == count


def test_an_approver_is_told_that_the_review_goes_on(client, assessment, approver):
    client.force_login(approver)

    during = client.get(address(assessment)).content.decode()
    Assessment.objects.update(
        review_completed_at=timezone.now(), review_completed_by=approver
    )
    after = client.get(address(assessment)).content.decode()

    assert "The review of the answers is not complete." in during
    assert "The review of the answers is not complete." not in after
