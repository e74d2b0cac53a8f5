"""What a filled-in workbook says, cell by cell, and what is refused."""

import datetime
import io
import random
import zipfile

import pytest

from questionnaires.document.cleaning import clean
from questionnaires.document.errors import AnswerError, DocumentError
from questionnaires.document.offline import layout
from questionnaires.workbooks.filled_in import read_workbook
from questionnaires.workbooks.limits import MAX_BYTES, MAX_SHEETS
from questionnaires.workbooks.writing import write_workbook
from tests.chance import times
from tests.factories.documents import AS_OF, PLACES, answer_set_of, minimal_document
from tests.factories.hostile import HOSTILE
from tests.factories.workbooks import COVER, everything, find, opened, read, saved

KINDS = """
    - id: ONE
      text: Choose one
      kind: single
      weight: 1
      options: [{code: good, label: Well done, risk: 0}, {code: bad, label: "No", risk: 4}]
    - id: MANY
      text: Choose several
      kind: multi
      weight: 1
      options: [{code: a, label: First, risk: 0}, {code: b, label: Second, risk: 4}]
    - id: AMOUNT
      text: How many?
      kind: number
      weight: 1
      units: [{code: h, label: hours, factor: 1}, {code: d, label: days, factor: 24}]
      bands: [{at_most: 5, risk: 0, label: Few}, {above: 5, risk: 4, label: Many}]
      specials: [{code: unknown, label: Not known, risk: 4}]
    - id: SHARE
      text: How much?
      kind: number
      weight: 1
      units: [{code: percent, label: percent, factor: 1}]
      bands: [{at_most: 5, risk: 0, label: Few}, {above: 5, risk: 4, label: Many}]
    - id: WHEN
      text: When?
      kind: date
      weight: 1
      measure: days
      bands: [{at_most: 5, risk: 0, label: New}, {above: 5, risk: 4, label: Old}]
      specials: [{code: never, label: Never, risk: 4}]
    - {id: WORDS, text: Say it, kind: text, weight: 1}
    - {id: WHERE, text: Where?, kind: countries, weight: 1}
    - {id: BASIS, text: On what?, kind: legal_bases, weight: 1, places_from: [WHERE]}
"""
TOOLS = "- {id: NAME, text: Which?, kind: text, weight: 1}"
DOCUMENT = minimal_document(KINDS, repeated=TOOLS, **PLACES)


@pytest.fixture(scope="module")
def written():
    answer_set = answer_set_of(DOCUMENT, {}, {"NAME": "Agent"})
    return write_workbook(answer_set, COVER, sections=everything)


@pytest.fixture
def book(written):
    return opened(written)


def answer_in(book, question):
    (one,) = [s for s in read(book, DOCUMENT).answers if s.question == question][:1]
    return one


@pytest.mark.parametrize(
    ("key", "typed", "question", "raw"),
    [
        ("ONE", "well  DONE", "ONE", "good"),
        ("ONE", "bad", "ONE", "bad"),
        ("ONE", "   ", "ONE", None),
        ("MANY|option|b", "Yes", "MANY", ["b"]),
        ("MANY|option|b", "x", "MANY", ["b"]),
        ("MANY|option|b", True, "MANY", ["b"]),
        ("MANY|option|b", "no", "MANY", None),
        ("AMOUNT", 24, "AMOUNT", {"value": "24"}),
        ("AMOUNT", 2.5, "AMOUNT", {"value": "2.5"}),
        ("AMOUNT", 0.1 + 0.2, "AMOUNT", {"value": "0.3"}),
        ("AMOUNT", "not known", "AMOUNT", "unknown"),
        ("AMOUNT|unit", "days", "AMOUNT", None),
        ("WHEN", datetime.date(2026, 1, 31), "WHEN", "2026-01-31"),
        ("WHEN", datetime.datetime(2026, 1, 31, 12), "WHEN", "2026-01-31"),
        ("WHEN", "Never", "WHEN", "never"),
        ("WORDS", "Anything\nat all", "WORDS", "Anything\nat all"),
        ("WORDS", 42, "WORDS", "42"),
        ("WORDS", "_x005F_x0041_ a_x000D_b", "WORDS", "_x0041_ a\nb"),
        ("WHERE", "Ireland, us; usa", "WHERE", ["IE", "US"]),
    ],
)
def test_a_cell_is_understood(book, key, typed, question, raw):
    find(book, key).value = typed

    assert answer_in(book, question).raw == raw


def test_a_percentage_is_read_as_people_see_it(book):
    cell = find(book, "SHARE")
    cell.value, cell.number_format = 0.965, "0.0%"

    assert answer_in(book, "SHARE").raw == {"value": "96.5"}


def test_a_number_takes_the_unit_below_it(book):
    find(book, "AMOUNT").value = 3
    find(book, "AMOUNT|unit").value = "days"

    assert answer_in(book, "AMOUNT").raw == {"value": "3", "unit": "d"}


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("SHARE", 150, "at most 100 percent"),
        ("SHARE", "12 weeks", "“weeks” is not a unit"),
        ("AMOUNT", "1.095", "can be read as 1095 or as 1.095"),
        ("AMOUNT", 1.095, "can be read as 1095 or as 1.095"),
    ],
)
def test_a_number_in_a_cell_is_read_as_on_the_page(book, key, typed, words):
    find(book, key).value = typed

    with pytest.raises(AnswerError, match=words):
        clean(DOCUMENT, DOCUMENT.questions[key], answer_in(book, key).raw, as_of=AS_OF)


def test_a_line_break_of_another_program_is_one(book):
    find(book, "WORDS").value = "one_x000B_two\u2028three"

    assert answer_in(book, "WORDS").raw == "one\ntwo\nthree"


def test_a_legal_basis_goes_with_its_country(book):
    find(book, "BASIS|country|2").value = "United States"
    find(book, "BASIS|basis|2").value = "The clauses"

    assert answer_in(book, "BASIS").raw == {"US": "scc"}


def test_a_reason_is_an_answer(book):
    find(book, "WORDS", column=7).value = "Nothing to say"

    one = answer_in(book, "WORDS")

    assert one.raw == {"not_applicable": "Nothing to say"}
    assert one.place.endswith("!G" + str(find(book, "WORDS").row))


def test_a_new_column_is_a_new_entry_only_when_something_stands_in_it(book):
    find(book, "NAME", column=8).value = "Another"

    says = read(book, DOCUMENT)

    assert [(e.id, e.ref) for e in says.entries] == [("1", "1"), ("", "new-2")]
    assert [s.raw for s in says.answers if s.entry == "new-2"] == ["Another"]


def test_a_file_remembers_what_it_was_made_of(book):
    says = read(book, DOCUMENT)

    assert (says.questionnaire, says.response, says.change) == ("small@1", "here", 7)
    assert says.given == {("NAME", "1")}


@pytest.mark.parametrize(
    ("key", "typed", "what", "expected"),
    [
        ("ONE", "Maybe", "“Maybe” is not one of the answers", "one of: Well done; No"),
        ("MANY|option|b", "perhaps", "neither yes nor no", "“Yes”, or an empty cell"),
        ("MANY", "First", "beside the question", "rows below"),
        ("AMOUNT", "=1+1", "this cell holds a formula", "a value, not a formula"),
        ("AMOUNT", 1e300, "too long", "12 digits"),
        ("WORDS", "x" * 20_001, "too long", "10000 characters"),
        ("WORDS", "a_x0000_b", "cannot be shown", "without it"),
        ("WORDS", "a_xD83D_b", "cannot be shown", "without it"),
        (
            "WHERE",
            "Ireland; Atlantis",
            "“Atlantis” is no country",
            "sheet of countries",
        ),
        ("BASIS|country|1", "Ireland", "without its legal basis", "both"),
        ("BASIS|basis|1", "None", "without its legal basis", "both"),
        ("WORDS", datetime.timedelta(1), "holds a time of day", "a value"),
    ],
)
def test_what_is_wrong_with_a_cell_is_told_at_the_cell(
    book, key, typed, what, expected
):
    cell = find(book, key)
    cell.value = typed
    if key == "AMOUNT" and isinstance(typed, float):
        find(book, "AMOUNT|unit").value = "Not a unit"
        cell = find(book, "AMOUNT")

    complaint = answer_in(book, key.partition("|")[0]).complaint

    assert what in complaint.what
    assert expected in complaint.expected
    assert complaint.place == f"{cell.parent.title}!{cell.coordinate}"


def test_an_answer_and_a_reason_do_not_go_together(book):
    find(book, "WORDS").value = "Something"
    find(book, "WORDS", column=7).value = "Nothing to say"

    assert "an answer and a reason" in answer_in(book, "WORDS").complaint.what


def test_the_same_country_twice_is_refused(book):
    for number in "12":
        find(book, f"BASIS|country|{number}").value = "US"
        find(book, f"BASIS|basis|{number}").value = "The clauses"

    assert "stands there twice" in answer_in(book, "BASIS").complaint.what


def test_rows_may_be_sorted_and_sheets_renamed(book):
    page = book["Governance"]
    find(book, "ONE").value = "Well done"
    last = page.max_row + 1
    for column in range(1, 8):
        page.cell(last, column, page.cell(5, column).value)
        page.cell(5, column).value = None
    page.title = "Mine"

    one = answer_in(book, "ONE")

    assert one.raw == "good"
    assert one.place == f"Mine!F{last}"


def test_a_row_that_nobody_made_is_told(book):
    page = book["Governance"]
    page.cell(60, layout.KEY_COLUMN, "GONE")
    page.cell(60, layout.FIRST_COLUMN, "An answer")

    (complaint,) = read(book, DOCUMENT).complaints

    assert complaint.place == "Governance!F60"
    assert complaint.what == "nothing is asked in this row"


def test_a_sheet_that_is_there_twice_is_told(book):
    book.copy_worksheet(book["Governance"])

    (complaint,) = read(book, DOCUMENT).complaints

    assert complaint.place == "Governance Copy!A3"


def refusal(content, find_document=lambda *_: DOCUMENT):
    with pytest.raises(DocumentError) as caught:
        read_workbook(content, "answers.xlsx", find_document)
    (fault,) = caught.value.faults
    return f"{fault.what}, {fault.expected}"


def archive_of(**parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return content.getvalue()


def with_part(content, name, text):
    """A workbook with one part replaced or added."""
    made_anew = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made_anew, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, text)
    return made_anew.getvalue()


@pytest.fixture(scope="module")
def content():
    return write_workbook(answer_set_of(DOCUMENT), COVER, sections=everything)


def test_what_is_no_workbook_is_refused():
    assert "damaged" in refusal(b"PK\x03\x04 and nothing else")
    assert "not a workbook" in refusal(archive_of(word__document_dot_xml="<x/>"))


def test_a_workbook_from_elsewhere_is_refused(book):
    del book[layout.FACTS]

    assert "not downloaded here" in refusal(saved(book))


def test_a_workbook_of_another_questionnaire_is_refused(content):
    def unknown(*_):
        raise LookupError

    assert "another questionnaire" in refusal(content, unknown)


def test_another_format_is_refused(book):
    book[layout.FACTS]["B1"].value = "99"

    assert "another format" in refusal(saved(book))


def test_macros_are_refused(content):
    assert "macros" in refusal(with_part(content, "xl/vbaProject.bin", b"macro"))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("a part of zeros", "unpacks to far more"),
        ("a million empty cells", "too many cells"),
        ("a million cells", "too many rows"),
        ("elements ten million deep", "unpacks to far more"),
    ],
)
def test_a_workbook_that_is_made_to_harm_is_refused_in_words(kind, words):
    assert words in refusal(HOSTILE[kind]())


def test_a_big_file_is_refused():
    assert "too big" in refusal(bytes(MAX_BYTES + 1))


def test_too_many_sheets_are_refused(book):
    for number in range(MAX_SHEETS):
        book.create_sheet(f"More {number}")

    assert "too many sheets" in refusal(saved(book))


def test_a_sheet_that_claims_to_be_huge_is_read_in_no_time(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(n for n in archive.namelist() if n.endswith("sheet3.xml"))
        text = archive.read(name).decode()
    start, end = text.index("<dimension"), text.index("<sheetViews")
    wide = text[:start] + '<dimension ref="A1:XFD1048576"/>' + text[end:]

    says = read_workbook(with_part(content, name, wide), "a.xlsx", lambda *_: DOCUMENT)

    assert says.complaints == ()


@pytest.mark.parametrize(
    "entity",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY b SYSTEM "file:///etc/hostname">',
    ],
)
def test_entities_are_refused(content, entity):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read("xl/worksheets/sheet2.xml").decode()
    declared = text.partition("?>")[2] if text.startswith("<?xml") else text
    bad = f"<!DOCTYPE x [{entity}]>" + declared.replace("<t>", "<t>&b;", 1)
    assert "&b;" in bad

    assert "damaged" in refusal(with_part(content, "xl/worksheets/sheet2.xml", bad))


def test_a_damaged_workbook_is_refused_or_read_and_nothing_else(content):
    rolled = random.Random(1)  # which byte breaks is no secret
    for _ in range(times(20, 60)):
        broken = bytearray(content)
        for _ in range(rolled.randint(1, 30)):
            broken[rolled.randrange(len(broken))] = rolled.randrange(256)
        try:
            read_workbook(bytes(broken), "a.xlsx", lambda *_: DOCUMENT)
        except DocumentError:
            continue


def test_damaged_parts_are_refused_or_read_and_nothing_else(content):
    rolled = random.Random(2)  # which byte breaks is no secret
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, text in parts.items():
        for _ in range(times(2, 6)):
            broken = bytearray(text)
            for _ in range(rolled.randint(1, 4)):
                broken[rolled.randrange(len(broken))] = rolled.choice(b"<>&\"'0A/=x ")
            try:
                read_workbook(
                    with_part(content, name, bytes(broken)), "a", lambda *_: DOCUMENT
                )
            except DocumentError:
                continue
