"""The short form is sent by the tier, and the whole can be asked at any time."""

import datetime
from dataclasses import replace

import pytest

from questionnaires.actions.answers import fill, save_answer
from questionnaires.actions.responses import submit_response
from questionnaires.choices import DeliveryKind, EventKind, Purpose
from questionnaires.document.announced import with_announced
from questionnaires.errors import NotAsked, NothingAsked
from questionnaires.models import Answer, Delivery, ResponseEvent
from questionnaires.queries import answer_set_of, digest_holds, guide_for
from riskapp.assessments.actions.whole_form import ask_whole_form
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.errors import VendorIsAnswering
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.results.actions.scoring import score_assessment
from riskapp.results.actions.submitting import mark_submitted
from riskapp.vendors.choices import Tier
from tests.factories.riskapp import EngagementFactory, example, started
from tests.riskapp.assessments.queries.test_scope import LOW

pytestmark = pytest.mark.django_db
SOON = datetime.date.today() + datetime.timedelta(days=7)


@pytest.fixture
def low(organisation):
    return EngagementFactory(
        vendor__organisation=organisation, profile=LOW, inherent="16.7", tier=Tier.LOW
    )


@pytest.fixture
def assessment(low, analyst):
    return started(
        low.organisation, analyst, engagement=low, email="vera@vendor.example"
    )


def again(assessment):
    return Assessment.objects.get(pk=assessment.pk)


def evaluated(assessment, answers="careful"):
    fill(assessment.response, example(answers).filled)
    submit_response(assessment.response, name="Vera", role="CTO")
    score_assessment(again(assessment))
    return again(assessment)


def test_work_of_the_low_tier_is_asked_the_short_form(assessment):
    response = assessment.response

    assert response.is_short
    # Until the tools are named, one is counted as if it were there.
    answers = with_announced(answer_set_of(response), guide_for(response))
    [tool] = answers.filled.entries
    assert response.applicable == sum(
        answers.asks(name, tool.id if question.repeated else "")
        for name, question in answers.document.questions.items()
        if name in answers.document.short_form
    )
    assert response.applicable < len(answers.document.short_form)
    entry = AuditEntry.objects.get(action="assessment started")
    assert entry.after["form"] == "short"


def test_a_member_can_ask_the_whole_form_instead(low, analyst):
    made = started(low.organisation, analyst, engagement=low, whole=True)

    assert not made.response.is_short


def test_work_of_another_tier_is_asked_the_whole_form(organisation, analyst):
    assert not started(organisation, analyst).response.is_short


def test_what_the_short_form_leaves_out_cannot_be_answered(assessment):
    with pytest.raises(NotAsked):
        save_answer(assessment.response, "GOV-02", "none")


def test_a_score_of_the_short_form_says_what_was_not_asked(assessment):
    done = evaluated(assessment)
    asked = done.score.result["asked"]

    assert asked["form"] == "short"
    assert {item["question"] for item in asked["not_asked"]} >= {"GOV-02", "ACC-08"}
    assert Answer.objects.filter(response=done.response, question="GOV-02").count() == 0
    assert float(done.score.completeness) == 100
    assert digest_holds(done.response)
    findings = done.findings.values_list("question", flat=True)
    assert not set(findings) & {item["question"] for item in asked["not_asked"]}


def test_asking_the_whole_form_widens_what_is_still_open(assessment, analyst):
    save_answer(assessment.response, "GOV-01", "yes")
    before = again(assessment).response.applicable

    ask_whole_form(assessment, due_on=None, by=analyst)
    ask = again(assessment).response

    assert not ask.is_short
    assert ask.applicable > before
    assert ask.answered == 1
    assert ResponseEvent.objects.filter(response=ask, kind=EventKind.FORM_WIDENED)
    assert AuditEntry.objects.filter(action="whole form asked").exists()
    save_answer(
        ask, "GOV-02", answer_set_of(ask).document.questions["GOV-02"].options[0].code
    )
    with pytest.raises(NothingAsked):
        ask_whole_form(assessment, due_on=None, by=analyst)


def test_after_submission_the_rest_is_asked_beside_what_was_said(assessment, analyst):
    done = evaluated(assessment)

    rest = ask_whole_form(done, due_on=SOON, by=analyst)
    waiting = again(assessment)

    assert (rest.purpose, rest.is_short, rest.due_on) == (Purpose.REST, False, SOON)
    assert waiting.state == AssessmentState.CLARIFYING
    assert waiting.follow_up == rest
    answer_set = answer_set_of(rest)
    assert not answer_set.asks("GOV-01")
    assert answer_set.asks("GOV-02")
    assert answer_set.value("GOV-01") is not None
    entry = answer_set.filled.entries[0].id
    assert not answer_set.asks("T-08", entry)
    assert answer_set.asks("T-16", entry)
    assert rest.applicable < 109
    assert Delivery.objects.filter(
        invitation__response=rest, kind=DeliveryKind.REST
    ).exists()
    with pytest.raises(VendorIsAnswering):
        ask_whole_form(waiting, due_on=SOON, by=analyst)

    submit_response(rest, name="Vera", role="CTO")
    mark_submitted(rest)
    score_assessment(again(assessment))

    assert again(assessment).score.result["asked"] == {"form": "whole", "not_asked": []}


def test_the_next_cycle_takes_only_what_is_asked(assessment, low, analyst):
    ask_whole_form(assessment, due_on=None, by=analyst)
    filled = replace(example("careful").filled, entries=())
    fill(again(assessment).response, filled)
    submit_response(again(assessment).response, name="Vera", role="CTO")

    following = started(low.organisation, analyst, engagement=low).response

    assert following.is_short
    said = set(
        Answer.objects.filter(response=following).values_list("question", flat=True)
    )
    assert said
    assert said <= set(answer_set_of(following).document.short_form)


def test_a_cycle_after_the_tier_rose_asks_the_rest_too(assessment, low, analyst):
    evaluated(assessment)
    low.tier = Tier.HIGH
    low.save()

    following = started(low.organisation, analyst, engagement=low).response

    assert not following.is_short
    assert answer_set_of(following).value("GOV-01") is not None
    assert answer_set_of(following).value("GOV-02") is None


def test_what_the_vendor_left_open_can_be_answered_with_the_rest(assessment, analyst):
    filled = example("careful").filled
    said = {name: value for name, value in filled.answers.items() if name != "GOV-01"}
    fill(assessment.response, replace(filled, answers=said))
    submit_response(assessment.response, name="Vera", role="CTO")
    score_assessment(again(assessment))

    rest = ask_whole_form(again(assessment), due_on=SOON, by=analyst)

    answer_set = answer_set_of(rest)
    assert answer_set.asks("GOV-01")
    short = said.keys() & set(answer_set.document.short_form)
    assert short
    assert not any(map(answer_set.asks, short))
