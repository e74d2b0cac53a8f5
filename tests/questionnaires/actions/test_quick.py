"""The fast path of a save does what the plain one does, or nothing."""

import datetime
import re
from dataclasses import replace

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.access import Seat
from questionnaires.actions.answers import fill, save_answer
from questionnaires.actions.entries import add_entry, remove_entry
from questionnaires.actions.evidence import EvidenceClaim, add_note
from questionnaires.actions.invitations import enter, invite
from questionnaires.actions.quick import save_quickly
from questionnaires.actions.responses import Opening, open_response
from questionnaires.document.errors import AnswerError
from questionnaires.document.parsing import document_from_data
from questionnaires.document.values import Filled
from questionnaires.errors import QuestionnaireError
from questionnaires.models import (
    Answer,
    Entry,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    ResponseEvent,
)
from questionnaires.queries import snapshot_at
from questionnaires.views.answering import PagePlace, _news
from questionnaires.views.question_views import saved_hint
from riskapp.shipped.core import core_document
from riskapp.tools.mapping import core_guide
from tests.factories.responses import Chooser
from tests.factories.riskapp import PROFILE, core_version
from tests.strategies import documents, filled, values

pytestmark = pytest.mark.django_db
SOME = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
# Different with every page, and with every change.
PASSING = re.compile(r'"(csrfmiddlewaretoken|revision)" value="\w+"|<time .*?</time>')
REQUEST = RequestFactory().get("/")


class Desk:
    """A response that somebody answers, with a document of any kind."""

    def __init__(self, version, document, given_so_far):
        opening = Opening(
            version, "Portal", given_so_far.profile, None, "a@example.org"
        )
        self.document = document
        self.response = open_response(
            opening, tenant=version.pk, asked_by="Buyer", respondent_name="Vendor"
        )
        fill(self.response, given_so_far)
        invitation = invite(self.response, actor="a@example.org")
        self.respondent = enter(invitation, name="Vera")
        rows = list(Entry.objects.filter(response=self.response))
        self.places = [
            (question, entry)
            for section in document.sections
            for entry in ([*rows] if section.repeat else [None])
            for question in section.questions
        ]

    def snapshot(self, question, entry):
        entry_id = entry.pk if entry else None
        return snapshot_at(self.respondent.pk, self.response.pk, question.id, entry_id)

    def plainly(self, question, entry, raw, revision=None):
        return save_answer(
            Response.objects.get(pk=self.response.pk),
            question.id,
            raw,
            entry=entry,
            respondent=self.respondent,
            revision=revision,
        )

    def rows(self):
        """All that a save may change, without the numbers and times that no two have alike."""
        answers = Answer.objects.filter(response=self.response).order_by(
            "entry", "question"
        )
        events = ResponseEvent.objects.filter(response=self.response)
        counted = Response.objects.filter(pk=self.response.pk)
        return (
            [
                (*row, revision == events.latest("id").pk)
                for *row, revision in answers.values_list(
                    "entry", "question", "value", "evidence_level", "prefilled",
                    "answered_by", "revision",
                )
            ],
            list(
                events.values_list(
                    "kind", "entry", "question", "before", "after", "respondent", "actor"
                )
            ),
            counted.values_list("answered", "applicable", "state").get(),
        )  # fmt: skip

    def page(self, snapshot, question, entry, saved):
        """What the page is told after a save."""
        seat = Seat(snapshot.respondent, snapshot.response)
        section = self.document.section_by_code[question.section]
        news = _news(
            REQUEST, PagePlace(seat, section, entry), saved.answer_set, [question]
        )
        hint = saved_hint(saved.answer_set, snapshot, question)
        words = render_to_string(
            "questionnaires/respond/_hint.html",
            {"hint": hint, "response": snapshot.response},
        )
        return PASSING.sub("", str(news)), words

    def save_both_ways(self, question, entry, raw, revision=None):
        """Save plainly, take it back, save quickly: nothing may differ. What was done."""
        snapshot, start, plain = self.snapshot(question, entry), self.rows(), None
        with transaction.atomic():
            try:
                saved = self.plainly(question, entry, raw, revision)
                plain = self.rows(), self.page(snapshot, question, entry, saved)
            except (QuestionnaireError, AnswerError):
                plain = None
            transaction.set_rollback(True)
        quick = save_quickly(
            snapshot, raw, respondent=self.respondent, revision=revision
        )
        if quick is None:
            assert self.rows() == start
            return "plainly" if plain else "refused"
        assert plain is not None
        assert (self.rows(), self.page(snapshot, question, entry, quick)) == plain
        if self.rows() != start:
            last = ResponseEvent.objects.filter(response=self.response).latest("id")
            assert quick.revision == (0 if last.kind == "cleared" else last.pk)
        return "quickly"


def version_of(data):
    questionnaire = Questionnaire.objects.create(slug="made-up", title="", owner=None)
    return QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, version="1", document=data, digest="x"
    )


@pytest.mark.slow
@SOME
@given(documents(), st.data())
def test_any_series_of_answers_to_any_questionnaire_is_saved_as_the_plain_way_does(
    data, draws
):
    document = document_from_data(data)
    with transaction.atomic():
        desk = Desk(version_of(data), document, draws.draw(filled(document)))
        for _turn in range(6):
            question, entry = draws.draw(st.sampled_from(desk.places or [(None, None)]))
            if question is None:
                break
            na = st.just({"not_applicable": "No"})
            raw = draws.draw(st.one_of(st.none(), na, values(document, question, {})))
            desk.save_both_ways(question, entry, raw)
        transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 5])
def test_a_series_of_answers_to_the_core_questionnaire_is_saved_quickly(number):
    chooser = Chooser(number)
    said = replace(chooser.answer_set().filled, evidence={})
    desk = Desk(core_version(), core_document(), said)
    done = []
    for question, entry in chooser.random.choices(desk.places, k=12):
        raw = (
            chooser.value(question, desk.document, {})
            if chooser.random.random() > 0.2
            else None
        )
        way = desk.save_both_ways(question, entry, raw)
        if question.id != core_guide().announced:
            done.append(way)

    assert "quickly" in done
    assert "plainly" not in done


# --- What comes between ---------------------------------------------------------------------


@pytest.fixture
def desk():
    return Desk(core_version(), core_document(), Filled(profile=PROFILE))


def at(desk, name, entry=None):
    return desk.document.questions[name], entry


def test_an_answer_is_read_and_written_in_two_round_trips(
    desk, django_assert_num_queries
):
    place = at(desk, "GOV-02")
    desk.snapshot(*place)  # which version it is, is read once for each process

    with django_assert_num_queries(2):
        saved = save_quickly(desk.snapshot(*place), "team", respondent=desk.respondent)

    assert desk.rows()[0][-1][2] == "team"
    assert saved.revision == ResponseEvent.objects.latest("id").pk


def colleague_answers(desk):
    desk.plainly(*at(desk, "GOV-01"), "yes")


def colleague_adds_an_entry(desk):
    add_entry(desk.response, "TOOL")


def colleague_attaches(desk):
    add_note(desk.response, "GOV-02", "See the contract", EvidenceClaim())


def somebody_submits(desk):
    Response.objects.filter(pk=desk.response.pk).update(
        state="submitted", submitted_at=timezone.now(), digest="x", attested_name="Vera"
    )


@pytest.mark.parametrize(
    "meanwhile",
    [colleague_answers, colleague_adds_an_entry, colleague_attaches, somebody_submits],
)
def test_nothing_is_written_when_something_came_between(desk, meanwhile):
    snapshot = desk.snapshot(*at(desk, "GOV-02"))
    meanwhile(desk)
    before = desk.rows()

    assert save_quickly(snapshot, "team", respondent=desk.respondent) is None
    assert desk.rows() == before


def test_what_follows_from_evidence_is_left_to_the_plain_way(desk):
    add_note(
        desk.response, "GOV-02", "See the contract", EvidenceClaim(level="documented")
    )

    assert desk.save_both_ways(*at(desk, "GOV-02"), "team") == "plainly"


def test_the_first_change_of_a_day_is_left_to_the_plain_way(desk):
    yesterday = timezone.now() - datetime.timedelta(days=1)
    Response.objects.filter(pk=desk.response.pk).update(changed_at=yesterday)

    assert desk.save_both_ways(*at(desk, "GOV-02"), "team") == "plainly"


def test_what_announces_entries_is_left_to_the_plain_way(desk):
    assert desk.save_both_ways(*at(desk, "INV-04"), ["ide", "cli"]) == "plainly"


def test_an_answer_that_was_taken_over_is_left_to_the_plain_way(desk):
    desk.plainly(*at(desk, "GOV-02"), "team")
    Answer.objects.update(prefilled=True)

    assert desk.save_both_ways(*at(desk, "GOV-02"), "team") == "plainly"


def test_two_who_change_the_same_answer_are_left_to_the_plain_way(desk):
    desk.plainly(*at(desk, "GOV-02"), "team")

    assert desk.save_both_ways(*at(desk, "GOV-02"), "named", revision=0) == "refused"
    assert desk.save_both_ways(*at(desk, "GOV-02"), "team", revision=0) == "quickly"


@pytest.mark.parametrize("raw", ["no such answer", {"not_applicable": ""}])
def test_what_is_no_answer_is_left_to_the_plain_way(desk, raw):
    assert desk.save_both_ways(*at(desk, "GOV-02"), raw) == "refused"


def test_a_second_entry_of_the_same_name_is_left_to_the_plain_way(desk):
    first, second = (add_entry(desk.response, "TOOL") for _ in range(2))
    desk.plainly(*at(desk, "T-01", first), "Agent")

    assert desk.save_both_ways(*at(desk, "T-01", second), "AGENT") == "refused"
    assert desk.save_both_ways(*at(desk, "T-01", second), "Chat") == "quickly"


def test_an_entry_that_was_removed_is_not_looked_at(desk):
    entry = add_entry(desk.response, "TOOL")
    remove_entry(entry)

    snapshot = desk.snapshot(*at(desk, "T-01", entry))

    assert snapshot.entry is None
    assert save_quickly(snapshot, "Agent", respondent=desk.respondent) is None
