"""Whatever is sent to the answer address, of whatever questionnaire: never a fault of ours,
stored only when valid, and stored as cleaned."""

import uuid

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from questionnaires.access import SESSION_KEY
from questionnaires.actions.answers import fill
from questionnaires.actions.entries import add_entry
from questionnaires.actions.invitations import enter, invite
from questionnaires.actions.responses import Opening, open_response
from questionnaires.document.cleaning import clean
from questionnaires.document.parsing import document_from_data
from questionnaires.models import (
    Answer,
    Entry,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    ResponseEvent,
)
from questionnaires.queries import answer_set_of, document_of
from questionnaires.views.question_views import form_for, prefix_of
from tests.chance import times
from tests.factories.questionnaires import make_response
from tests.strategies import documents, filled

SLOW = [
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.function_scoped_fixture,
]
NASTY = [
    "", " ", "\x00", "null", "-1", "1e309", "NaN", "0x10", "9" * 400, "2026-02-30",
    "0000-00-00", "-does-not-apply-", "{}", "[1]", "XX", "<b>", "\u202e", "😀",
    "x" * 10_001, "unknown",
]  # fmt: skip
RARELY = st.integers(0, 9).map(lambda number: number == 9)
REPLIES = {
    "application/json": {200, 404, 409, 422},
    "text/html": {302, 404, 409, 422},
}


def opened(data) -> Response:
    """A response to a questionnaire that nobody has seen before."""
    questionnaire = Questionnaire.objects.create(slug=uuid.uuid4().hex, title="Any")
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, version="1", document=data, digest="0" * 64
    )
    opening = Opening(version=version, about="Any", profile={}, due_on=None, actor="a")
    return open_response(
        opening, tenant=uuid.uuid4(), asked_by="Buyer", respondent_name="Vendor"
    )


def seat_at(client: Client, response: Response) -> None:
    respondent = enter(invite(response, actor="a"), name="Vera")
    session = client.session
    session[SESSION_KEY] = {
        str(response.pk): {
            "respondent": str(respondent.pk),
            "seen": timezone.now().isoformat(),
        }
    }
    session.save()


@st.composite
def requests(draw, response: Response) -> dict[str, object]:
    """What a page would send for some question, or what no page would."""
    questions = document_of(response.version).questions.values()
    asked = draw(st.sampled_from([q for q in questions if q.section]))
    rows = [str(pk) for pk in response.entries.values_list("pk", flat=True)]
    entry = draw(st.sampled_from(rows)) if asked.repeated and rows else ""
    name = asked.id
    if draw(RARELY):
        entry = draw(st.sampled_from(["", str(uuid.uuid4()), "junk", *rows]))
    if draw(RARELY):
        name = draw(st.sampled_from([*NASTY, *(q.id for q in questions)]))
    data: dict[str, object] = {
        "question": name,
        "entry": entry,
        "revision": draw(st.sampled_from(["", "", "0", "1", "-3", "9" * 30, "\x00"])),
    }
    form = form_for(answer_set_of(response), asked, entry)
    for field_name, field in form.fields.items():
        if draw(st.integers(0, 2)) == 2:
            continue
        codes = [str(code) for code, _ in getattr(field, "choices", [])]
        likely = st.sampled_from(codes or ["1", "on", "a word"])
        if draw(RARELY):
            likely = st.one_of(st.sampled_from(NASTY), st.text(max_size=30))
        several = isinstance(field, forms.MultipleChoiceField)
        shape = st.lists(likely, max_size=3) if several else likely
        data[f"{prefix_of(asked, entry)}-{field_name}"] = draw(shape)
    return data


def values_of(response: Response) -> dict[tuple[str, str], object]:
    rows = Answer.objects.filter(response=response)
    return {
        (row.question, str(row.entry_id or "")): row.value
        for row in rows.order_by("pk")
    }


def expected(response: Response, data) -> object:
    """What has to be stored when the request is accepted."""
    document = document_of(response.version)
    asked = document.questions[str(data["question"])]
    sent = QueryDict(urlencode(data, doseq=True))
    form = form_for(answer_set_of(response), asked, str(data["entry"]), data=sent)
    assert form.is_valid()
    raw = form.raw()
    if raw is None:
        return None
    return clean(document, asked, raw, as_of=timezone.localdate())


def send(client: Client, response: Response, data, accept: str) -> None:
    """Send one request and hold the answer address to its promise."""
    before = values_of(response)
    events = ResponseEvent.objects.filter(response=response).count()
    url = reverse("questionnaires:answer", args=[response.pk])

    reply = client.post(url, data, headers={"accept": accept})

    event(str(reply.status_code))
    assert reply.status_code in REPLIES[accept], reply.content[:300]
    after = values_of(response)
    if reply.status_code not in {200, 302}:
        assert after == before
        assert ResponseEvent.objects.filter(response=response).count() == events
        if accept == "application/json" and reply.status_code != 404:
            assert reply.json()["error"]
        return
    place = (str(data["question"]), str(data["entry"]))
    assert after.get(place) == expected(response, data)
    assert {k: v for k, v in after.items() if k != place} == {
        k: v for k, v in before.items() if k != place
    }


ACCEPT = st.sampled_from(["application/json", "application/json", "text/html"])


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=times(15, 40), deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_any_questionnaire_takes_any_request(client, data):
    plain = data.draw(documents())
    document = document_from_data(plain)
    response = opened(plain)
    fill(response, data.draw(filled(document)))
    seat_at(client, response)

    for _ in range(data.draw(st.integers(1, 4))):
        send(client, response, data.draw(requests(response)), data.draw(ACCEPT))

    assert client.get(f"/respond/{response.pk}/check/").status_code == 200


@pytest.fixture
def core(db) -> Response:
    response = make_response()
    add_entry(response, "TOOL")
    add_entry(response, "TOOL")
    return response


def test_the_core_questionnaire_takes_any_request(client, core):
    seat_at(client, core)

    @settings(max_examples=times(40, 120), deadline=None, suppress_health_check=SLOW)
    @given(requests(core), ACCEPT)
    def holds(data, accept):
        send(client, core, data, accept)

    holds()
    assert Answer.objects.filter(response=core).exists()
    for entry in Entry.objects.filter(response=core):
        page = client.get(f"/respond/{core.pk}/entries/{entry.pk}/")
        assert page.status_code == 200


@pytest.mark.django_db
def test_replays_and_double_submits_change_nothing_more(client):
    response = make_response()
    seat_at(client, response)
    url = reverse("questionnaires:answer", args=[response.pk])
    data = {"question": "GOV-01", "revision": "0", "GOV-01-value": "no_rule"}

    replies = [
        client.post(url, data, headers={"accept": "application/json"}) for _ in range(3)
    ]

    assert [reply.status_code for reply in replies] == [200, 200, 200]
    assert len({reply.json()["revision"] for reply in replies}) == 1
    assert response.events.filter(kind="answered").count() == 1


@pytest.mark.django_db
def test_a_body_that_is_far_too_big_is_refused_whole(client):
    response = make_response()
    seat_at(client, response)
    url = reverse("questionnaires:answer", args=[response.pk])

    reply = client.post(
        url,
        f"question=GOV-01&GOV-01-value={'x' * 2_000_000}",
        content_type="application/x-www-form-urlencoded",
        headers={"accept": "application/json"},
    )

    assert reply.status_code == 413
    assert not Answer.objects.filter(response=response).exists()
