"""The questionnaire as a workbook."""

import datetime
import gc
import weakref
from dataclasses import replace

import pytest

from questionnaires.document.offline import layout
from questionnaires.workbooks.writing import book as writing
from questionnaires.workbooks.writing import write_workbook
from tests.factories.answer_sets import answer_set_with
from tests.factories.documents import PLACES, answer_set_of, minimal_document
from tests.factories.workbooks import COVER, find, made, opened

TEXT = """
    - {id: Q-1, text: Say it, kind: text, weight: 1}
"""


def offered(book, cell):
    """The choices a cell offers, and whether it takes nothing else."""
    page = cell.parent
    for validation in page.data_validations.dataValidation:
        if cell.coordinate in validation.sqref:
            title, area = validation.formula1.replace("'", "").split("!")
            words = [row[0].value for row in book[title][area.replace("$", "")]]
            return words, validation.showErrorMessage
    return [], False


@pytest.fixture(scope="module")
def core():
    return made(
        answer_set_with(
            {"GOV-01": "yes", "GOV-08": "2026-01-31", "INV-01": "none"},
            tools={"Example Agent": {"T-08": ["code_read"], "T-20": ["IE", "US"]}},
        )
    )


def test_there_is_a_sheet_for_every_section_behind_a_start(core):
    shown = [page.title for page in core if page.sheet_state == "visible"]

    assert shown[0] == "Start"
    assert shown[1] == "Rules, ownership and people"
    assert len(shown) == 13
    assert shown[-1] == "Countries"
    assert core["Start"]["A1"].value == "AI toolchain of a development partner"


def test_a_single_choice_is_a_list_with_the_words_of_the_page(core):
    cell = find(core, "GOV-01")

    words, strict = offered(core, cell)

    assert cell.value == "Yes"
    assert words[:2] == ["Yes", "No, and this is checked by technical means"]
    assert strict


def test_each_of_several_choices_has_a_line_of_its_own(core):
    assert find(core, "T-08|option|code_read").value == "Yes"
    assert find(core, "T-08|option|shell_local").value is None
    assert offered(core, find(core, "T-08|option|shell_local")) == (["Yes"], True)
    assert find(core, "T-08").protection.locked


def test_a_date_is_a_date_and_a_number_has_a_unit(core):
    assert find(core, "GOV-08").value == datetime.datetime(2026, 1, 31)
    assert find(core, "GOV-08").number_format == "yyyy-mm-dd"
    assert offered(core, find(core, "T-13|unit"))[0] == ["hours", "days"]
    assert offered(core, find(core, "T-13")) == (["No end date", "Not known"], False)


def test_countries_stand_in_one_cell_by_name(core):
    assert find(core, "T-20").value == "Ireland; United States"


def test_ids_are_hidden_and_questions_stay_in_view(core):
    page = core["Rules, ownership and people"]

    assert page.column_dimensions["A"].hidden
    assert page.row_dimensions[layout.KEY_ROW].hidden
    assert page.freeze_panes == "D5"
    assert page.column_dimensions["C"].width > 40
    assert {core[name].sheet_state for name in (layout.FACTS, layout.LISTS)} == {
        "veryHidden"
    }


def test_only_the_cells_to_fill_are_open(core):
    page = core["Rules, ownership and people"]

    assert page.protection.sheet
    assert page["C5"].protection.locked
    assert not find(core, "GOV-02").protection.locked
    assert core.security.lockStructure


def test_every_tool_has_columns_of_its_own_and_there_is_room_for_more(core):
    page = core["AI tool register"]
    heads = [cell.value for cell in page[layout.HEAD_ROW]][layout.FIRST_COLUMN - 1 :]

    assert heads[0] == "AI tool 1: Example Agent"
    assert heads[1] == "It does not apply, because"
    assert heads[2] == "AI tool 2 (new)"
    assert len(heads) == 2 * (1 + layout.SPARE_ENTRIES)


def test_what_a_question_depends_on_is_said(core):
    row = find(core, "INV-02").row
    page = core["Inventory"]

    assert page.cell(row, layout.WHEN_COLUMN).value == "depending on INV-01"
    assert page.cell(row - 1, layout.WHEN_COLUMN).value == "always"


def test_a_hidden_answer_is_not_in_the_file():
    book = made(answer_set_with({"INV-01": "unknown", "INV-02": "all"}))

    assert find(book, "INV-02").value is None


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "_x0041_ =x"])
def test_what_people_wrote_is_text_and_never_a_formula(words):
    book = made(answer_set_of(minimal_document(TEXT), {"Q-1": words}))

    cell = find(book, "Q-1")

    assert cell.data_type == "s"
    assert cell.value.replace("_x005F_", "_") == words
    assert cell.quotePrefix == (words[0] in "=+-@")


def test_a_reason_stands_beside_the_answer():
    answers = {"Q-1": {"not_applicable": "No such thing"}}
    book = made(answer_set_of(minimal_document(TEXT), answers))

    assert find(book, "Q-1").value is None
    assert find(book, "Q-1", column=7).value == "No such thing"


def test_a_legal_basis_stands_below_its_country():
    document = minimal_document(
        """
        - {id: Q-1, text: Where?, kind: countries, weight: 1}
        - {id: Q-2, text: On what?, kind: legal_bases, weight: 1, places_from: [Q-1]}
        """,
        **PLACES,
    )
    book = made(answer_set_of(document, {"Q-1": ["US"], "Q-2": {"US": "scc"}}))

    assert find(book, "Q-2|country|1").value == "United States"
    assert find(book, "Q-2|basis|1").value == "The clauses"
    assert offered(book, find(book, "Q-2|basis|2"))[0] == [
        "The decision",
        "The framework",
        "The clauses",
        "None",
    ]


def test_sheets_of_like_names_and_strange_ones_are_told_apart():
    document = minimal_document(
        TEXT,
        repeated="- {id: R-1, text: Which?, kind: text, weight: 1}",
    )
    one, two = document.sections
    document = replace(
        document,
        sections=(
            replace(one, title="A very long title: of [a] section? / again"),
            replace(two, title="a very long title  of  a section    again, and more"),
        ),
    )

    titles = [page.title for page in made(answer_set_of(document))]

    assert len({title.casefold() for title in titles}) == len(titles)
    assert max(map(len, titles)) <= 31


def test_only_the_sections_of_the_person_are_in_the_file():
    content = write_workbook(
        answer_set_with(), COVER, sections=lambda code: code == "GOV"
    )

    titles = [page.title for page in opened(content)]

    assert titles[:2] == ["Start", "Rules, ownership and people"]
    assert len(titles) == 4


def test_nothing_of_a_workbook_stays_when_it_is_written(monkeypatch):
    books = []

    class Book(writing.Workbook):
        def __init__(self):
            super().__init__()
            books.append(weakref.ref(self))

    monkeypatch.setattr(writing, "Workbook", Book)
    gc.disable()
    try:
        write_workbook(answer_set_with(), COVER, sections=lambda code: code == "GOV")
    finally:
        gc.enable()

    assert [kept() for kept in books] == [None]


def test_a_copy_of_what_was_submitted_is_locked():
    book = made(answer_set_with({"GOV-01": "yes"}), replace(COVER, is_open=False))

    assert find(book, "GOV-01").value == "Yes"
    assert find(book, "GOV-01").protection.locked
    assert "cannot be uploaded" in "".join(
        str(cell.value) for row in book["Start"].iter_rows() for cell in row
    )
