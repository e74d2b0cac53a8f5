import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.assessments.actions.settling import verify_finding
from riskapp.assessments.choices import Outcome
from riskapp.assessments.models import Assessment, Decision
from tests.factories.riskapp import (
    decided,
    member,
    scored,
    started,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(organisation, analyst):
    return scored(organisation, analyst)


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def address(assessment, name="decision"):
    return reverse(f"assessments:{name}", args=[assessment.pk])


def given(assessment, **changed):
    return {
        "outcome": "conditional",
        "reason": "Good once the keys rotate.",
        "conditions": "Rotate the keys.",
        "valid_until": in_days(90).isoformat(),
        "vendor_text": "Thank you.",
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
    assert decision.conditions.get().text == "Rotate the keys."
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

    page = client.post(address(assessment), given(assessment, conditions=""))

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
        assert "Decision ended" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [("ended", 0), ("approved", 1), ("rejected", 2), ("none", 3)],
)
def test_the_list_is_narrowed_by_decision(
    client, organisation, analyst, approver, query, expected
):
    rows = [scored(organisation, analyst) for _ in range(4)]
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

    # person, assessment, its rights twice, decisions, their conditions, accepted risks
    with django_assert_num_queries(7):
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
