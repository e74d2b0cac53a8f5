"""Questionnaires can be lifted out: a form about something else, where no riskapp can be imported."""

import json
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from questionnaires.choices import DeliveryKind
from questionnaires.document.topic import Topic

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DOCUMENT = ROOT / "questionnaires" / "document"

# Everything people read of questionnaires, and the code that shows it.
MAILS = [f"{kind}.{ending}" for kind in DeliveryKind for ending in ("html", "txt")]
TOLD = [
    path
    for folder in ("questionnaires", "templates/questionnaires")
    for path in sorted((ROOT / folder).rglob("*.*"))
    if path.suffix in {".py", ".html", ".txt", ".yaml"}
    and "migrations" not in path.parts
] + [ROOT / "templates" / "emails" / name for name in MAILS]
# What no text of another product's form could say.
FOREIGN = re.compile(
    r"\bAI\b|\btools?\b|\bgdpr\b|\bnis ?2\b|\beea\b|\blaws?\b|\blegal|\brisks?\b|\bvendors?\b"
    r"|\bpartners?\b|\bengagements?\b|third countr|adequa|tool-plan|\bscor",
    re.IGNORECASE,
)
KEPT = "evidence_is_never_verified_by_its_vendor"  # the name of a constraint
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


def test_pages_mails_and_files_speak_of_nothing_but_the_form(lifted):
    texts = [*lifted["pages"], *lifted["mails"], lifted["page"]]
    said = " ".join(" ".join(texts).split())

    assert len(lifted["mails"]) > 20
    assert "The garden asks you to answer a questionnaire" in said
    assert "The count and the time include 2 entries that are not listed yet" in said
    assert "2 answers call for a word of explanation." in said
    assert FOREIGN.findall(said) == []


def test_the_file_calls_its_parts_by_their_general_names(lifted):
    keys = {key.partition(":")[0] for key in lifted["keys"]}

    assert keys == {
        "questionnaire",
        "as_of",
        "respondent",
        "downloaded",
        "answers",
        "entries",
    }


@pytest.mark.parametrize("path", TOLD, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_what_asks_and_collects_speaks_of_no_product(path):
    said = [
        line.strip()
        for line in path.read_text("utf-8").splitlines()
        if FOREIGN.search(line) and KEPT not in line
    ]

    assert said == []


def test_every_text_of_the_topic_stands_somewhere():
    told = "\n".join(path.read_text("utf-8") for path in TOLD)
    of_tags = set(re.findall(r'{% topic "(\w+)"', told))
    of_code = set(re.findall(r"\btopic\.(\w+)\b", told)) - {"html", "py"}

    assert of_tags | of_code == {field.name for field in fields(Topic)}


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
