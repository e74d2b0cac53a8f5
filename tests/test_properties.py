"""Whatever questionnaire loads: it can be shown, answered, judged and reported."""

import io

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from questionnaires.document.answers_file import (
    AnswersFile,
    read_answers,
    write_answers,
)
from questionnaires.document.digest import digest
from questionnaires.document.offline.answers import read_questions, write_questions
from questionnaires.document.offline.comparing import Stored, compare
from questionnaires.document.offline.said import from_data
from questionnaires.document.overlay import Overlay, lay_over
from questionnaires.document.parsing import document_from_data
from questionnaires.document.progress import difference, progress
from questionnaires.document.sheet import Sheet, State
from questionnaires.document.values import with_answer
from questionnaires.models import Response
from questionnaires.views.cards import Margin, cards_of
from questionnaires.workbooks.filled_in import read_workbook
from questionnaires.workbooks.writing import Cover, write_workbook
from riskapp.reports.actions import report_html
from riskapp.reports.context import About, build_context
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.export import to_data
from riskapp.scoring.judge import judge
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
def sheets(draw):
    document = document_from_data(draw(documents()))
    return Sheet(document, draw(filled(document)), AS_OF)


@SOME
@given(sheets())
def test_it_renders(sheet):
    response = Response()
    for section in sheet.document.sections:
        entries = (
            [e.id for e in sheet.entries(section.code)] if section.repeat else [""]
        )
        for entry_id in entries:
            for card in cards_of(sheet, section, entry_id, Margin()):
                page = render_to_string(
                    "questionnaires/respond/_question.html",
                    {"card": card, "response": response},
                )
                assert f'id="{card.id}"' in page


@SOME
@given(sheets())
def test_its_answers_survive_a_file(sheet):
    answers = AnswersFile(sheet.document, sheet.filled, AS_OF, "Vendor", "RS")

    again = read_answers(
        write_answers(answers), "answers.yaml", lambda _: sheet.document
    )

    assert again.filled == sheet.filled


@SOME
@given(sheets(), st.data())
def test_what_one_answer_changes_is_what_counting_anew_finds(sheet, data):
    """Answers that are given, changed and taken back, one after another."""
    document = sheet.document
    places = [
        (question, entry.id if entry else "")
        for section in document.sections
        for entry in (sheet.entries(section.code) if section.repeat else [None])
        for question in section.questions
    ]
    assume(places)
    now = progress(sheet)
    answered, applicable = now.answered, now.applicable
    for _turn in range(8):
        question, entry_id = data.draw(st.sampled_from(places))
        value = data.draw(st.one_of(st.none(), values(document, question, {})))
        others = with_answer(document, sheet.filled, question, entry_id, value)
        after = Sheet(document, others, AS_OF)
        more = difference(sheet, after, question.id, entry_id)
        answered, applicable = answered + more[0], applicable + more[1]
        sheet = after

        assert (answered, applicable) == (
            progress(sheet).answered,
            progress(sheet).applicable,
        )


COVER = Cover("Buyer", "Portal", "Vendor", None, AS_OF, "made-up", 7, "en")


def everything(_section):
    return True


def unedited(sheet, says):
    """What a file that came back as it went out would change."""
    stored = Stored(sheet, everything, {}, (), True, True, AS_OF)
    return compare(from_data(says.to_data()), stored)


@FEW
@given(sheets())
def test_a_workbook_that_comes_back_unedited_changes_nothing(sheet):
    content = write_workbook(sheet, COVER, sections=everything)

    found = unedited(sheet, read_workbook(content, "a.xlsx", lambda *_: sheet.document))

    assert found.lines == ()
    assert found.new_entries == ()
    assert found.unchanged == answers_shown(sheet)


@FEW
@given(sheets())
def test_a_workbook_never_holds_a_formula(sheet):
    content = write_workbook(sheet, COVER, sections=everything)

    book = load_workbook(io.BytesIO(content))

    kinds = {
        cell.data_type for page in book for row in page.iter_rows() for cell in row
    }
    assert "f" not in kinds


@SOME
@given(sheets())
def test_an_answers_file_that_comes_back_unedited_changes_nothing(sheet):
    text = write_questions(sheet, COVER, sections=everything)

    found = unedited(sheet, read_questions(text, "a.yaml", sheet.document))

    assert found.lines == ()
    assert found.new_entries == ()
    assert found.unchanged == answers_shown(sheet)


def answers_shown(sheet):
    return sum(
        sheet.value(item.question.id, item.entry.id if item.entry else "") is not None
        for item in sheet.items()
    )


@SOME
@given(sheets())
def test_it_is_judged_within_bounds_and_always_alike(sheet):
    result = judge(sheet, core_catalogue())

    assert 0 <= result.residual <= result.inherent_value or result.floors
    assert 0 <= result.control <= 100
    assert 0 <= result.completeness <= 100
    again = judge(Sheet(sheet.document, sheet.filled, AS_OF), core_catalogue())
    assert digest(to_data(again)) == digest(to_data(result))


def places_in(sheet, *states):
    return frozenset(
        (item.question.id, item.entry.id if item.entry else "")
        for item in sheet.items()
        if item.state in states
    )


@SOME
@given(sheets())
def test_checked_evidence_never_raises_its_risk(sheet):
    answered = places_in(sheet, State.ANSWERED)

    checked = judge(lay_over(sheet, Overlay(verified=answered)), core_catalogue())

    before = judge(sheet, core_catalogue())
    assert checked.residual <= before.residual
    assert checked.residual_model == before.residual_model


@SOME
@given(sheets())
def test_refusing_not_applicable_is_the_same_as_silence(sheet):
    refused = places_in(sheet, State.NOT_APPLICABLE)
    filled_in = sheet.filled
    for question, entry in refused:
        asked = sheet.document.questions[question]
        filled_in = with_answer(sheet.document, filled_in, asked, entry, None)
    silent = judge(Sheet(sheet.document, filled_in, AS_OF), core_catalogue())

    counts = judge(lay_over(sheet, Overlay(refused=refused)), core_catalogue())

    assert counts.residual == silent.residual
    assert counts.control == silent.control
    assert counts.completeness == silent.completeness


@SOME
@given(sheets())
def test_an_overlay_that_says_nothing_new_changes_no_number(sheet):
    given_ones = places_in(sheet, State.ANSWERED)
    same = {at: sheet.value(*at) for at in given_ones if sheet.value(*at) is not None}

    counts = judge(lay_over(sheet, Overlay(corrected=same)), core_catalogue())

    assert to_data(counts) == to_data(judge(sheet, core_catalogue()))


@SOME
@given(sheets())
def test_its_progress_adds_up(sheet):
    now = progress(sheet)

    shown = [item for item in sheet.items() if item.state is not State.HIDDEN]
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
    @given(sheets())
    def holds(sheet):
        data = to_data(judge(sheet, core_catalogue()))
        page = report_html(build_context(about, sheet, data))
        assert "<script" not in page

    holds()
