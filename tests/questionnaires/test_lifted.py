"""Questionnaires can be lifted out: a form about something else, where no riskapp can be imported."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parents[1] / "questionnaires" / "document"

# What only the product speaks of.
OF_THE_PRODUCT = re.compile(
    r"\brisk|gdpr|nis2|severity|criteri|\bfindings?\b (?!words)|remed|\bweigh|\bscor|judg"
    r"|\blegal|\bbas[ie]s\b|\beea\b|adequa|third countr|\btransfer|\bai tool|tool-plan|autonomy",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def lifted():
    """What came of a conference's form in an installation without the product."""
    done = subprocess.run(
        [sys.executable, str(HERE / "lifted.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_is_parsed_answered_and_said_in_words(lifted):
    assert lifted["said"] == [
        "In the garden",
        "Japan",
        "Plants",
        "2 weeks",
        "1 May 2026",
        "Moss",
        "A screen, Soil",
        "Soil",
    ]
    assert lifted["progress"] == [8, 8]
    assert lifted["hidden"] == "hidden"
    assert lifted["contradicts"] == ["You speak from home and need a bed."]


def test_it_goes_out_in_every_file_and_comes_back(lifted):
    everything = [
        "BRINGS",
        "FROM",
        "MEALS",
        "NIGHTS",
        "ROOM",
        "SPOKE",
        "TITLE",
        "WHERE",
    ]

    assert lifted["file is the same"]
    assert lifted["in the workbook"] == everything
    assert lifted["in the text"] == everything


def test_it_is_shown_with_its_answers(lifted):
    page = " ".join(lifted["page"].split())

    assert 'value="here" type="radio" checked' in page
    assert re.search(r'<option value="JP" selected[^>]*>Japan</option>', page)
    assert '<legend class="question__text">What must the room have?</legend>' in page


@pytest.mark.parametrize("folder", ["questionnaires", "templates/questionnaires"])
def test_no_law_is_named_outside_of_the_product(folder):
    naming = [
        path.name
        for path in (DOCUMENT.parents[1] / folder).rglob("*.*")
        if path.suffix in {".py", ".html", ".txt", ".yaml"}
        and re.search(r"\b(gdpr|nis ?2|eea)\b", path.read_text("utf-8"), re.IGNORECASE)
    ]

    assert naming == []


def test_nothing_of_the_product_was_needed(lifted):
    assert lifted["product"] == []


@pytest.mark.parametrize("path", sorted(DOCUMENT.rglob("*.py")), ids=lambda p: p.stem)
def test_the_document_does_not_speak_of_the_product(path):
    said = [
        line.strip()
        for line in path.read_text("utf-8").splitlines()
        if OF_THE_PRODUCT.search(line)
    ]

    assert said == []
