"""Workbooks from outside as plain values, and those that are made to harm."""

import datetime
import io
import multiprocessing
import resource
import subprocess
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from openpyxl import Workbook

from questionnaires.confined import asking
from questionnaires.workbooks import limits
from questionnaires.workbooks.sheets import (
    WorkbookRefused,
    column_letters,
    read_sheets,
)
from tests.factories.hostile import HOSTILE, book, rows


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def of(*row, shown_as=None):
    made = Workbook()
    made.active.append(row)
    if shown_as:
        made.active["A1"].number_format = shown_as
    (sheet,) = read_sheets(saved(made))
    return [(cell.kind, cell.value) for _column, cell in sorted(sheet.page[1].items())]


def processor_time():
    """Seconds that processes which ended have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_workbook_that_is_made_to_harm_is_refused_within_a_second(kind):
    content = HOSTILE[kind]()
    assert len(content) <= limits.MAX_BYTES
    before = processor_time()

    with pytest.raises(WorkbookRefused):
        read_sheets(content)

    # A second of the processor, however busy the machine is.
    assert processor_time() - before <= 1


def test_the_processor_time_leaves_room_for_the_start_within_a_second():
    assert limits.CPU_SECONDS <= 0.8


def test_the_biggest_register_that_is_taken_is_read_in_time():
    made = Workbook()
    for line in range(2_000):
        made.active.append([f"What stands here {line} {at}" for at in range(21)])

    (sheet,) = read_sheets(saved(made))

    assert len(sheet.page) == 2_000


def test_a_waiting_process_is_ended(monkeypatch):
    monkeypatch.setattr(asking, "_START", "import time; time.sleep(60)")
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.2)

    with pytest.raises(WorkbookRefused) as caught:
        read_sheets(book())

    assert caught.value.reason == "time"


@pytest.mark.parametrize("folder", [None, "/var/cache/compiled"])
def test_the_process_takes_compiled_modules_from_where_we_keep_them(
    monkeypatch, folder
):
    monkeypatch.setattr(asking, "_START", "import sys; print(sys.pycache_prefix)")
    monkeypatch.setattr(asking.sys, "pycache_prefix", folder)

    told = asking.ask("nothing", b"", seconds=limits.WALL_SECONDS)

    assert told.decode().strip() == str(folder)


def test_a_fault_of_our_own_is_logged_and_refused(monkeypatch, caplog):
    monkeypatch.setattr(asking, "_START", "raise SystemExit('a fault of ours')")

    with pytest.raises(WorkbookRefused):
        read_sheets(book())

    assert "a fault of ours" in caplog.text


def test_the_process_gets_no_secret(monkeypatch):
    given = {}

    def run(*_arguments, **options):
        given.update(options["env"])
        return SimpleNamespace(returncode=0, stdout=b'{"sheets":[]}')

    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setattr(subprocess, "run", run)

    read_sheets(book())

    assert "SECRET_KEY" not in given


def _titles(content):
    return [sheet.title for sheet in read_sheets(content)]


def _in_a_worker(content, answers):
    answers.put(_titles(content))


def test_threads_and_workers_that_may_have_no_children_read_too():
    content = book()
    answers = multiprocessing.get_context("fork").Queue()
    worker = multiprocessing.get_context("fork").Process(
        target=_in_a_worker, args=(content, answers), daemon=True
    )

    worker.start()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(_titles, [content] * 8))

    assert found == [["S1"]] * 8
    assert answers.get(timeout=20) == ["S1"]
    worker.join()


@pytest.mark.parametrize(
    ("value", "shown_as", "cell"),
    [
        ("Søn ✓", None, ("s", "Søn ✓")),
        (7, None, ("n", 7)),
        (7.5, None, ("n", 7.5)),
        (True, None, ("b", True)),
        (datetime.date(2026, 3, 1), None, ("d", "2026-03-01")),
        (datetime.datetime(2026, 3, 1, 23, 59), None, ("d", "2026-03-01")),
        (datetime.time(12), None, ("t", 0.5)),
        (46082, "mmm-yy", ("d", "2026-03-01")),
        (46082, '0.00 "day"', ("n", 46082)),
        (46082, "[$-407]d. mmmm yyyy;@", ("d", "2026-03-01")),
        (7, "[Red]0", ("n", 7)),
        (1.5, "[h]:mm", ("t", 1.5)),
        (1, "dd.mm.yyyy", ("d", "1900-01-01")),
        (-1, "dd.mm.yyyy", ("n", -1)),
    ],
)
def test_a_cell_is_what_a_spreadsheet_shows(value, shown_as, cell):
    assert of(value, shown_as=shown_as) == [cell]


def test_runs_are_joined_and_hints_for_reading_aloud_left_out():
    text = "<si><r><t>To</t></r><r><t>kyo</t></r><rPh><t>TOO</t></rPh></si>"

    (sheet,) = read_sheets(
        book(rows('<row><c t="s"><v>0</v></c></row>', 1), shared=text)
    )

    assert sheet.page[1][1].value == "Tokyo"


def test_odd_characters_are_read_as_they_were_typed():
    cell = '<row><c t="inlineStr"><is><t>a_x000D_b _x005F_x0041_</t></is></c></row>'

    (sheet,) = read_sheets(book(rows(cell, 1)))

    assert sheet.page[1][1].value == "a\rb _x0041_"


def test_a_formula_is_told_with_the_value_it_had():
    cell = "<row><c><f>1+1</f><v>2</v></c><c><f>A1</f></c></row>"

    (sheet,) = read_sheets(book(rows(cell, 1)))

    assert [(c.value, c.is_formula) for c in sheet.page[1].values()] == [
        (2, True),
        ("", True),
    ]


def test_hidden_rows_and_sheets_are_told():
    made = Workbook()
    made.active.append(["Seen"])
    made.active.append(["Filtered"])
    made.active.row_dimensions[2].hidden = True
    made.create_sheet("Away").sheet_state = "hidden"

    found = read_sheets(saved(made))

    assert [(sheet.title, sheet.is_hidden) for sheet in found] == [
        ("Sheet", False),
        ("Away", True),
    ]
    assert found[0].hidden_rows == {2}


def test_columns_have_the_names_that_spreadsheets_give_them():
    assert [column_letters(number) for number in (1, 26, 27, 703)] == [
        "A",
        "Z",
        "AA",
        "AAA",
    ]
