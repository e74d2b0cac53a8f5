"""Every refusal of a reader is said in the language of whoever dropped the file."""

import ast
import re
from itertools import chain

import pytest
from django.utils.translation import override

from riskapp.facts.refusals import EXPECTED, REFUSALS, refusal_in_words
from riskapp.settings.base import ROOT

READERS = [
    *sorted((ROOT / "riskapp/evidence").rglob("*.py")),
    ROOT / "riskapp/baselines/reading.py",
    ROOT / "riskapp/facts/confined.py",
    ROOT / "questionnaires/document/source.py",
]
# Rules of the product itself, and files of the command line: nobody drops them on a page.
NOT_OF_FILES = ("rules.py", "loading.py", "paths.py", "errors.py")
CALLS = {
    "refusal", "fault", "_fault", "_refusal", "Fault", "EvidenceFault", "JSONDecodeError",
}  # fmt: skip
# Signs, and words of the formats themselves: the same in every language.
SAME = {
    '{"format": "7", "version": 1, …}',
    # Quoted words are taken out before, and files of the server itself are not dropped.
    "'7' stands twice",
    "the tag '7'",
    "a readable file",
    "UTF-8 text",
    "the file is not UTF-8",
    "the file cannot be read (7)",
}


def sample(node):
    """A text of the readers with a number in the place of what they put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "7"
            for part in node.values
        )
    return None


def texts_of(path):
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rsplit(".", 1)[-1]
            if called in CALLS:
                yield from map(sample, node.args)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "what":
            yield from map(sample, chosen(node.value))
        if isinstance(node, ast.AnnAssign | ast.Assign) and isinstance(
            node.value, ast.Dict
        ):
            yield from packed(node)


def chosen(node):
    """The values that a condition chooses from."""
    if isinstance(node, ast.IfExp):
        return [node.body, *chosen(node.orelse)]
    return [node]


def packed(node):
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if ast.unparse(targets[0]) == "_PACKED":
        yield from map(sample, node.value.values)


def said_by_readers():
    found = chain.from_iterable(
        texts_of(path) for path in READERS if path.name not in NOT_OF_FILES
    )
    return sorted({text for text in found if text and " " in text})


def test_every_refusal_of_a_reader_has_words():
    said = said_by_readers()

    with override("de"):
        unsaid = [
            text for text in said if refusal_in_words(text) == text and text not in SAME
        ]

    assert len(said) > 100
    assert unsaid == []


def test_every_refusal_is_translated():
    with override("de"):
        english = [
            source
            for table in (REFUSALS, EXPECTED)
            for source, words in table.items()
            if str(words) == source and re.search("[a-z]{3}", source.split("%(")[0])
        ]

    assert english == []


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("the file is empty", "die Datei ist leer"),
        ("no JSON: expecting ',' delimiter", "kein JSON: ein Komma fehlt"),
        ("no TOML: no '=' behind the key", "kein TOML: kein „=“ hinter dem Schlüssel"),
        ("at most 10000000; the collector reads larger ones",
         "höchstens 10000000; das Sammelprogramm liest größere"),
        ("“agent” is missing", "„agent“ fehlt"),
        ("agent, day, measure, source, value", "agent, day, measure, source, value"),
    ],
)  # fmt: skip
def test_a_refusal_is_said_in_german(text, german):
    with override("de"):
        assert refusal_in_words(text).replace("“agent”", "„agent“") == german


def test_a_reason_that_nobody_knows_stays_as_it_is():
    assert refusal_in_words("no XML: asynchronous entity") == (
        "no XML: asynchronous entity"
    )
