"""Whatever questionnaire loads: it can be shown, answered, evaluated and reported."""

import io

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.answers_file import (
    AnswersFile,
    read_answers,
    write_answers,
)
from questionnaires.document.digest import digest
from questionnaires.document.offline.answers import read_questions, write_questions
from questionnaires.document.offline.comparing import Stored, compare
from questionnaires.document.offline.content import from_data
from questionnaires.document.overlay import Overlay, lay_over
from questionnaires.document.parsing import document_from_data
from questionnaires.document.progress import difference, progress
from questionnaires.document.values import with_answer
from questionnaires.models import Response
from questionnaires.views.question_views import Margin, question_views_of
from questionnaires.workbooks.filled_in import read_workbook
from questionnaires.workbooks.writing import Cover, write_workbook
from riskapp.reports.actions import report_html
from riskapp.reports.context import About, build_context
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.export import to_data
from tests.chance import times
from tests.strategies import AS_OF, documents, filled, values

SOME = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

# Where each example writes a workbook, and a process of its own reads it.
FEW = settings(SOME, max_examples=times(20, 60))


@st.composite
def answer_sets(draw):
    document = document_from_data(draw(documents()))
    return AnswerSet(document, draw(filled(document)), AS_OF)


@SOME
@given(answer_sets())
def test_it_renders(answer_set):
    response = Response()
    for section in answer_set.document.sections:
        entries = (
            [e.id for e in answer_set.entries(section.code)] if section.repeat else [""]
        )
        for entry_id in entries:
            for question_view in question_views_of(
                answer_set, section.questions, entry_id, Margin()
            ):
                page = render_to_string(
                    "questionnaires/respond/_question.html",
                    {"view": question_view, "response": response},
                )
                assert f'id="{question_view.id}"' in page


@SOME
@given(answer_sets())
def test_its_answers_survive_a_file(answer_set):
    answers = AnswersFile(answer_set.document, answer_set.filled, AS_OF, "Vendor", "RS")

    again = read_answers(
        write_answers(answers), "answers.yaml", lambda _: answer_set.document
    )

    assert again.filled == answer_set.filled


@SOME
@given(answer_sets(), st.data())
def test_what_one_answer_changes_is_what_counting_anew_finds(answer_set, data):
    """Answers that are given, changed and taken back, one after another."""
    document = answer_set.document
    places = [
        (question, entry.id if entry else "")
        for section in document.sections
        for entry in (answer_set.entries(section.code) if section.repeat else [None])
        for question in section.questions
    ]
    assume(places)
    now = progress(answer_set)
    answered, applicable = now.answered, now.applicable
    for _turn in range(8):
        question, entry_id = data.draw(st.sampled_from(places))
        value = data.draw(st.one_of(st.none(), values(document, question, {})))
        others = with_answer(document, answer_set.filled, question, entry_id, value)
        after = AnswerSet(document, others, AS_OF)
        more = difference(answer_set, after, question.id, entry_id)
        answered, applicable = answered + more[0], applicable + more[1]
        answer_set = after

        assert (answered, applicable) == (
            progress(answer_set).answered,
            progress(answer_set).applicable,
        )


COVER = Cover("Buyer", "Portal", "Vendor", None, AS_OF, "made-up", 7, "en")


def everything(_section):
    return True


def unedited(answer_set, says):
    """What a file that came back as it went out would change."""
    stored = Stored(answer_set, everything, {}, (), True, True, AS_OF)
    return compare(from_data(says.to_data()), stored)


@pytest.mark.slow
@FEW
@given(answer_sets())
def test_a_workbook_that_comes_back_unedited_changes_nothing(answer_set):
    content = write_workbook(answer_set, COVER, sections=everything)

    found = unedited(
        answer_set, read_workbook(content, "a.xlsx", lambda *_: answer_set.document)
    )

    assert found.lines == ()
    assert found.new_entries == ()
    assert found.unchanged == answers_shown(answer_set)


@pytest.mark.slow
@FEW
@given(answer_sets())
def test_a_workbook_never_holds_a_formula(answer_set):
    content = write_workbook(answer_set, COVER, sections=everything)

    book = load_workbook(io.BytesIO(content))

    kinds = {
        cell.data_type for page in book for row in page.iter_rows() for cell in row
    }
    assert "f" not in kinds


@SOME
@given(answer_sets())
def test_an_answers_file_that_comes_back_unedited_changes_nothing(answer_set):
    text = write_questions(answer_set, COVER, sections=everything)

    found = unedited(answer_set, read_questions(text, "a.yaml", answer_set.document))

    assert found.lines == ()
    assert found.new_entries == ()
    assert found.unchanged == answers_shown(answer_set)


def answers_shown(answer_set):
    return sum(
        answer_set.value(item.question.id, item.entry.id if item.entry else "")
        is not None
        for item in answer_set.items()
    )


@SOME
@given(answer_sets())
def test_it_is_evaluated_within_bounds_and_always_alike(answer_set):
    result = evaluate(answer_set, core_catalogue())

    assert 0 <= result.residual <= result.inherent_value or result.floors
    assert 0 <= result.control <= 100
    assert 0 <= result.completeness <= 100
    again = evaluate(
        AnswerSet(answer_set.document, answer_set.filled, AS_OF), core_catalogue()
    )
    assert digest(to_data(again)) == digest(to_data(result))


def places_in(answer_set, *states):
    return frozenset(
        (item.question.id, item.entry.id if item.entry else "")
        for item in answer_set.items()
        if item.state in states
    )


@SOME
@given(answer_sets())
def test_checked_evidence_never_raises_its_risk(answer_set):
    answered = places_in(answer_set, State.ANSWERED)

    checked = evaluate(
        lay_over(answer_set, Overlay(verified=answered)), core_catalogue()
    )

    before = evaluate(answer_set, core_catalogue())
    assert checked.residual <= before.residual
    assert checked.residual_model == before.residual_model


@SOME
@given(answer_sets())
def test_refusing_not_applicable_is_the_same_as_silence(answer_set):
    refused = places_in(answer_set, State.NOT_APPLICABLE)
    filled_in = answer_set.filled
    for question, entry in refused:
        asked = answer_set.document.questions[question]
        filled_in = with_answer(answer_set.document, filled_in, asked, entry, None)
    silent = evaluate(
        AnswerSet(answer_set.document, filled_in, AS_OF), core_catalogue()
    )

    counts = evaluate(lay_over(answer_set, Overlay(refused=refused)), core_catalogue())

    assert counts.residual == silent.residual
    assert counts.control == silent.control
    assert counts.completeness == silent.completeness


@SOME
@given(answer_sets())
def test_an_overlay_that_says_nothing_new_changes_no_number(answer_set):
    given_ones = places_in(answer_set, State.ANSWERED)
    same = {
        at: answer_set.value(*at)
        for at in given_ones
        if answer_set.value(*at) is not None
    }

    counts = evaluate(lay_over(answer_set, Overlay(corrected=same)), core_catalogue())

    assert to_data(counts) == to_data(evaluate(answer_set, core_catalogue()))


@SOME
@given(answer_sets())
def test_its_progress_adds_up(answer_set):
    now = progress(answer_set)

    shown = [item for item in answer_set.items() if item.state is not State.HIDDEN]
    assert now.applicable == len(shown)
    assert now.answered == sum(item.state is not State.OPEN for item in shown)


@pytest.mark.parametrize("organisation", ["Buyer", "<script>alert(1)</script>"])
def test_it_is_reported(organisation):
    about = About(
        organisation=organisation,
        vendor="Vendor",
        country="RS",
        engagement="Portal",
        submitted=AS_OF,
        attested="Vera, CTO",
        digest="0" * 64,
    )

    @settings(SOME, max_examples=30)
    @given(answer_sets())
    def holds(answer_set):
        data = to_data(evaluate(answer_set, core_catalogue()))
        page = report_html(build_context(about, answer_set, data))
        assert "<script" not in page

    holds()
