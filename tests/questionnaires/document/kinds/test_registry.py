"""One place per kind of question."""

import re
from pathlib import Path

import pytest

from questionnaires.document.kinds.names import Kind
from questionnaires.document.kinds.registry import BUILT_IN
from questionnaires.document.written import words_for

PACKAGE = Path(__file__).resolve().parents[4] / "questionnaires"
# What a question of no known kind is taken for.
ELSEWHERE = {"document/questions.py"}


def test_every_kind_has_a_module_and_is_listed():
    modules = {path.stem for path in (PACKAGE / "document" / "kinds").glob("*.py")}

    assert list(BUILT_IN) == list(Kind)
    assert {kind.value for kind in Kind} <= modules


def test_nothing_else_is_decided_by_a_kind():
    names = "|".join(kind.name for kind in Kind)
    deciding = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(rf"\bKind\.({names})\b", path.read_text("utf-8"))
    }

    assert {p for p in deciding if not p.startswith("document/kinds/")} == ELSEWHERE


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("yes", {"yes", "ja", "x", "1", "true"}),
        ("no", {"no", "nein", "-", "0", "false"}),
        ("hours", {"h", "std", "stunden"}),
        ("days", {"d", "tage"}),
        ("years", {"y", "jahre"}),
    ],
)
def test_how_people_write_is_read_from_a_file(code, words):
    assert words <= set(words_for(code))


def test_what_nobody_writes_has_no_words():
    assert words_for("fortnight") == ()
