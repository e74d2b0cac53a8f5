"""Evidence of several answers at once: one file, and the facts people confirm."""

import datetime
from dataclasses import replace

import pytest
from django.utils import timezone

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import add_entry
from questionnaires.actions.evidence import EvidenceClaim, add_file, add_note
from questionnaires.actions.evidence_places import (
    ShownByFile,
    add_facts,
    add_file_at,
    add_same_at,
    kept_file,
)
from questionnaires.actions.responses import submit_response
from questionnaires.choices import EvidenceKind, EvidenceLevel
from questionnaires.errors import EvidenceRefused, ResponseLocked
from questionnaires.models import Answer, Evidence, ResponseEvent
from tests.questionnaires.conftest import named

pytestmark = pytest.mark.django_db

SHOWN = EvidenceClaim("The mandate", EvidenceLevel.DOCUMENTED)
FACT = ShownByFile("GOV-02", None, "A tool: yes", "a.json:1", "a.json", "0" * 64)


def level(response, question="GOV-02"):
    return Answer.objects.get(response=response, question=question).evidence_level


def attach(response, spots, name, claim, **more):
    with kept_file(named(name)) as file:
        return add_file_at(response, spots, file, claim, **more)


def questions(rows):
    return [row.question for row in rows]


def kept(settings):
    return [file for file in settings.MEDIA_ROOT.rglob("*") if file.is_file()]


def test_a_file_is_kept_once_for_several_answers(response, respondent, settings):
    save_answer(response, "GOV-02", "named")
    spots = [("GOV-02", None), ("T-02", add_entry(response, "TOOL"))]

    made = attach(response, spots, "a.pdf", SHOWN, respondent=respondent)

    assert questions(made) == ["GOV-02", "T-02"]
    assert len(kept(settings)) == len({row.file.name for row in made}) == 1
    assert {row.title for row in made} == {"The mandate"}
    assert level(response) == EvidenceLevel.DOCUMENTED
    events = ResponseEvent.objects.filter(kind="evidence_added", respondent=respondent)
    assert {event.question for event in events} == {"GOV-02", "T-02"}


def test_places_that_take_it_not_are_left_out(response):
    add_file(response, "GOV-02", named("a.pdf"), SHOWN)
    for number in range(10):
        add_note(response, "GOV-03", f"Note {number}", EvidenceClaim())
    spots = [(name, None) for name in ("GOV-02", "GOV-03", "INV-02", "GOV-04")]

    made = attach(response, spots, "b.pdf", SHOWN)

    assert questions(made) == ["GOV-04"]


def test_no_byte_is_kept_where_no_place_takes_it(response, settings):
    assert attach(response, [("INV-02", None)], "a.pdf", SHOWN) == []
    past = replace(SHOWN, expires_on=datetime.date(2020, 1, 1))
    with pytest.raises(EvidenceRefused):
        attach(response, [("GOV-02", None)], "a.pdf", past)

    assert kept(settings) == []


def test_the_same_file_goes_to_other_answers_with_its_end_but_documents_none(
    response, settings
):
    save_answer(response, "GOV-03", "unknown")
    until = replace(SHOWN, expires_on=timezone.localdate())
    known = add_file(response, "GOV-02", named("a.pdf"), until)

    [made] = add_same_at(response, [("GOV-02", None), ("GOV-03", None)], known)

    assert (made.question, made.file.name) == ("GOV-03", known.file.name)
    assert (made.expires_on, made.title) == (timezone.localdate(), "The mandate")
    assert level(response, "GOV-03") == EvidenceLevel.DECLARED
    assert len(kept(settings)) == 1


def test_a_fact_is_marked_once_and_documents_the_answer(response, respondent):
    save_answer(response, "GOV-02", "named")

    marked = add_facts(response, [FACT, FACT], respondent=respondent)

    assert (marked, add_facts(response, [FACT])) == (1, 0)
    [row] = Evidence.objects.filter(response=response, kind=EvidenceKind.FACT)
    assert (row.title, row.text, row.file_name) == ("A tool: yes", "a.json:1", "a.json")
    assert level(response) == EvidenceLevel.DOCUMENTED


def test_after_submission_nothing_is_attached(response, settings):
    known = add_file(response, "GOV-02", named("a.pdf"), SHOWN)
    before = kept(settings)
    response = submit_response(response, name="Vera Vendor", role="CTO")

    with pytest.raises(ResponseLocked):
        attach(response, [("GOV-03", None)], "b.pdf", SHOWN)
    with pytest.raises(ResponseLocked):
        add_same_at(response, [("GOV-03", None)], known)
    with pytest.raises(ResponseLocked):
        add_facts(response, [FACT])
    assert kept(settings) == before
