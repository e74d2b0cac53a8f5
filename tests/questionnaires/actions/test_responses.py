import pytest
from django.db import DatabaseError, transaction
from django.dispatch import receiver

from questionnaires.actions.answers import fill, save_answer
from questionnaires.actions.responses import submit_response
from questionnaires.errors import AttestationMissing
from questionnaires.models import Response
from questionnaires.signals import response_submitted
from tests.factories.questionnaires import make_response
from tests.factories.riskapp import PROFILE, example

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced():
    """Every response that was announced as submitted."""
    heard = []

    @receiver(response_submitted)
    def listen(response, **kwargs):
        heard.append(response)

    yield heard
    response_submitted.disconnect(listen)


def kinds(response):
    return list(response.events.values_list("kind", flat=True))


def test_a_new_response_is_empty_and_holds_the_profile_it_was_opened_with(response):
    response.refresh_from_db()

    assert response.is_open
    assert response.profile == PROFILE
    assert (response.answered, response.applicable > 0) == (0, True)
    assert kinds(response) == ["opened"]


def test_submitting_freezes_the_response_with_who_stands_for_it(response, respondent):
    save_answer(response, "GOV-01", "yes")

    submitted = submit_response(
        response, name=" Vera Vendor ", role=" CTO ", respondent=respondent
    )

    event = response.events.get(kind="submitted")
    assert not submitted.is_open
    assert (submitted.attested_name, submitted.attested_role) == ("Vera Vendor", "CTO")
    assert submitted.submitted_at is not None
    assert event.after == {"digest": submitted.digest, "role": "CTO"}
    assert event.respondent == respondent


def test_submitting_twice_is_the_same_as_once(response, announced):
    first = submit_response(response, name="Vera", role="CTO")
    second = submit_response(response, name="Boris", role="CEO")

    assert second.attested_name == "Vera"
    assert second.submitted_at == first.submitted_at
    assert announced == [response]
    assert kinds(response).count("submitted") == 1


@pytest.mark.parametrize(("name", "role"), [("", "CTO"), ("Vera", "  "), ("", "")])
def test_somebody_must_stand_for_the_answers(response, announced, name, role):
    with pytest.raises(AttestationMissing, match="name and role"):
        submit_response(response, name=name, role=role)

    assert Response.objects.get(pk=response.pk).is_open
    assert announced == []


def test_open_questions_do_not_keep_anybody_from_submitting(response):
    assert not submit_response(response, name="Vera", role="CTO").is_open


def test_a_submission_and_its_line_in_the_history_are_rolled_back_together(response):
    with pytest.raises(RuntimeError), transaction.atomic():
        submit_response(response, name="Vera", role="CTO")
        raise RuntimeError

    assert Response.objects.get(pk=response.pk).is_open
    assert kinds(response) == ["opened"]


def test_who_listens_can_still_stop_a_submission(response):
    def refuse(**kwargs):
        raise RuntimeError

    response_submitted.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            submit_response(response, name="Vera", role="CTO")
    finally:
        response_submitted.disconnect(refuse)

    assert Response.objects.get(pk=response.pk).is_open
    assert kinds(response) == ["opened"]


def test_the_fingerprint_changes_with_any_answer(response):
    fill(response, example("half-answered").filled)
    with transaction.atomic():
        before = submit_response(response, name="Vera", role="CTO").digest
        transaction.set_rollback(True)
    save_answer(response, "GOV-01", "no_rule")

    after = submit_response(response, name="Vera", role="CTO").digest

    assert len(before) == 64
    assert before != after


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(attested_name="Boris"),
        lambda rows: rows.update(state="open", submitted_at=None, digest=""),
        lambda rows: rows.update(profile={}),
        lambda rows: rows._raw_delete("default"),
    ],
    ids=["attestation", "reopen", "profile", "delete"],
)
def test_the_database_itself_refuses_to_touch_a_submitted_response(response, change):
    submit_response(response, name="Vera", role="CTO")

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        change(Response.objects.filter(pk=response.pk))


def test_a_submission_without_a_fingerprint_is_refused_by_the_database(response):
    with (
        pytest.raises(DatabaseError, match="submitted_response_is_whole"),
        transaction.atomic(),
    ):
        Response.objects.filter(pk=response.pk).update(state="submitted")


def test_submitting_one_response_leaves_another_open(response):
    other = make_response("Other d.o.o.")

    submit_response(response, name="Vera", role="CTO")

    save_answer(other, "GOV-01", "yes")
    assert Response.objects.get(pk=other.pk).is_open
