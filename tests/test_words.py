"""No text of ours says what is lawful: the words of the law say that, and they stand in quotes."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from questionnaires.document.parsing import load_source
from questionnaires.document.source import read_yaml
from questionnaires.document.translation import (
    document_keys,
    texts_in,
    translated,
)
from riskapp.common.extraction import texts_of
from riskapp.scoring.catalogue import CRITERIA, core_catalogue
from riskapp.shipped.core import CONTENT
from riskapp.tools.catalogue import CONTENT as TOOLS
from riskapp.tools.languages import KEYS
from tests.factories.texts import readable_texts

ROOT = Path(__file__).parent.parent
# A judgement about law in English or German; what answers show is said in other words.
JUDGEMENTS = re.compile(
    r"""\b(?:
    (?:un)?lawful(?:ly|ness)? | (?:il)?legally | illegal(?:ity)? | legality
  | (?:non-?)?complian(?:t|ce) | compl(?:y|ies|ied|ying)
  | violat\w* | infring\w* | breach(?:es|ed)?\ of\ (?:the\ )?(?:law|contract|gdpr|nis2)
  | rechtswidrig\w* | (?:un)?rechtmäßig\w* | gesetz(?:es)?widrig\w* | vertragswidrig\w*
  | \w*konform\w* | verst(?:oß|öße|ößt|oßen|ieß)\w* | illegal\w* | (?:un)?zulässig\w*
  | rechtsverletzung\w* | vertragsverletzung\w*
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What providers call their products and rules, in their words.
NAMES = re.compile(
    r"Compliance (?:API|Access Key)|/v1/compliance/\S+|policy violations", re.IGNORECASE
)
# What a maker writes to makers; whoever reads a page or a report is told facts.
TO_OURSELVES = re.compile(
    r"""\b(?:
    TODO | FIXME | XXX
  | (?:not|never|were|was)\ (?:checked|seen)\ (?:here|by\ us|yet) | was\ not\ checked
  | (?:the\ )?app\ should | should\ say\ so | read\ it\ before\ relying
  | stored\ (?:copy|copies|[A-Z]+\.md) | \(old\ copy\) | page\ read | keyword\ probe
  | this\ (?:research|pull\ request) | left\ null | all\ null | status\ .*\ not\ checked
    )\b""",
    re.VERBOSE,
)
TRANSLATIONS = sorted(
    [
        *ROOT.glob("locale/*/LC_MESSAGES/*.po"),
        *CONTENT.glob("*.po"),
        *TOOLS.glob("*.po"),
        *CRITERIA.glob("*.po"),
    ]
)


@cache
def messages(path):
    """Every text of a catalogue with its translation, but for its head."""
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def judging(texts):
    return [text for text in texts if JUDGEMENTS.search(NAMES.sub("", text))]


@pytest.mark.parametrize(
    "text",
    [
        "The transfer itself is unlawful.",
        "Unlawful from the start",
        "The vendor is compliant with Art. 28",
        "This violates the contract",
        "Die Übermittlung ist unrechtmäßig.",
        "DSGVO-konform",
        "Das ist rechtswidrig.",
        "Ein Verstoß",
    ],
)
def test_a_judgement_is_recognised(text):
    assert judging([text]) == [text]


@pytest.mark.parametrize(
    "text",
    ["The answers show no safeguard", "Legal basis", "Compliance API", "Verstanden"],
)
def test_other_words_stand(text):
    assert judging([text]) == []


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        (CONTENT / "ai-toolchain-partner.yaml", document_keys()),
        (TOOLS / "follow_up.yaml", document_keys()),
        (TOOLS / "ai_tools.yaml", KEYS),
        (TOOLS / "ai_tools_map.yaml", KEYS),
    ],
    ids=lambda given: getattr(given, "name", ""),
)
def test_questionnaires_and_what_lies_beside_them_judge_nothing(path, keys):
    texts = readable_texts(load_source(path).data, keys)

    assert texts
    assert judging(texts) == []


def test_laws_judge_nothing_in_words_of_ours():
    catalogue = core_catalogue()
    texts = {text for law in catalogue.laws for text in (law.title, law.note, law.who)}
    for criterion in catalogue.criteria.values():
        texts |= {criterion.title, criterion.in_plain_words}

    assert judging(sorted(texts)) == []


def test_frameworks_judge_nothing_but_in_their_own_titles():
    path = CRITERIA / "frameworks.yaml"
    notes = [
        str(framework.get("note", ""))
        for framework in read_yaml(path.read_text("utf-8"), path.name).data[
            "frameworks"
        ]
    ]

    assert judging(notes) == []


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.name)
def test_no_text_is_a_note_to_ourselves(path):
    """Every text that is shown has its German one, so the catalogues hold them all."""
    texts = [message.id for message in messages(path)]
    every = [
        t for words in texts for t in ([words] if isinstance(words, str) else words)
    ]

    assert [text for text in every if TO_OURSELVES.search(text)] == []


def test_pages_mails_and_reports_judge_nothing():
    assert judging(text.words for text in texts_of(ROOT)) == []


def test_texts_that_programs_write_judge_nothing():
    """Words in the code that no reader's language is asked for, as in files for machines."""
    found = [
        (path.name, text)
        for folder in ("questionnaires", "riskapp")
        for path in (ROOT / folder).rglob("*.py")
        for text in judging(read(path)[1])
    ]

    assert found == []


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.name)
def test_translations_judge_nothing(path):
    found = [message.string for message in messages(path)]
    texts = [
        t for words in found for t in ([words] if isinstance(words, str) else words)
    ]

    assert judging(texts) == []


# One word in German for one thing: the English that is meant, and what is not said for it.
ONE_WORD = {
    "Sicherheitsvorfall": (r"\bincident", r"(?<![A-Za-zäöüß-])Vorf(?:all|älle)"),
    "Unterauftragsverarbeiter": (
        r"sub-?processor|(?:further|other) processor",
        r"weitere\w* Auftragsverarbeiter|Subunternehmer|Unterverarbeiter",
    ),
    "Protokoll": (r"\blogs?\b", r"\bLogs?\b|\b(?:Produktions|Anmelde|Netzwerk)logs\b"),
    "Einspruch": (r"\b(?:can|and|to) object\b|\bobjection\b", r"[Ww]iderspr"),
    "nicht nachgewiesen": (r"\bnot shown\b(?! to)|is shown, not only said", r"gezeigt"),
    "Maßnahmen": (
        r"[Cc]ontrol strength|controls described|before any control|^Controls?$",
        r"Kontrolle",
    ),
    "Zugriff gewährt": (
        r"access (?:is )?g(?:iven|ranted)|issued this access|access rights granted",
        r"Zugriff\w* .*(?:vergeben|erteilt|ausgestellt|eingeräumt)|vergebenen",
    ),
}


@pytest.mark.parametrize("term", ONE_WORD)
def test_german_has_one_word_for_one_thing(term):
    meant, not_said = ONE_WORD[term]
    found = []
    for path in TRANSLATIONS:
        found += [
            (message.id, message.string)
            for message in messages(path)
            if isinstance(message.id, str)
            and re.search(meant, message.id)
            and re.search(not_said, str(message.string))
        ]

    assert found == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_published_version_that_judged_is_read_in_other_words(language):
    old = "The transfer itself is unlawful."
    data = {"id": "ai-toolchain-partner", "rules": [{"id": "CR-05", "why": old}]}

    [rule] = translated(data, language)["rules"]

    assert data["rules"][0]["why"] == old, "what is published stays"
    assert judging([rule["why"]]) == []


def test_withdrawn_words_lead_to_words_that_are_said_now():
    withdrawn = texts_in("ai-toolchain-partner", "en")
    data = load_source(CONTENT / "ai-toolchain-partner.yaml").data
    said = set(readable_texts(data))

    assert set(withdrawn.values()) <= said
    assert not set(withdrawn) & said


# Where a key is what release 0.1.0 stored, or what a file for machines promises.
STORED_KEYS = {
    "said": {
        "questionnaires/document/offline/content.py",  # uploads
        "riskapp/review/queries/overlay.py",  # written with a score
        "riskapp/results/actions/scoring.py",
        "riskapp/reports/context/assessment.py",
        "riskapp/reports/files/plain.py",  # riskapp-report 1
        "riskapp/inventory/models.py",  # the column
        "riskapp/inventory/queries/corrections.py",
        "riskapp/inventory/queries/words.py",
    }
}
CODE = ("questionnaires", "riskapp", "riskapp_collect", "scripts", "bench")
TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
COMMENT = re.compile(r"//.*|/\*.*?\*/")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def retired():
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    listed = text.partition("## Words the code no longer uses")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|", listed, re.MULTILINE)


@cache
def read(path):
    """What the code of a module calls things (names, fields, parameters, keys), and the texts it
    holds beside its docstrings."""
    names, texts, docstrings = set(), [], set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        for part in ("id", "arg", "attr", "name"):
            if isinstance(name := getattr(node, part, None), str):
                names.add(name.lower().strip("_"))
        if isinstance(node, ast.Expr):  # stands above what it holds
            docstrings.add(id(node.value))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            names |= {node.value, *re.findall(r"%\((\w+)\)s", node.value)}
            if id(node) not in docstrings:
                texts.append(node.value)
    return names, texts


@cache
def code_of_pages():
    """What tags and scripts of pages call things, by file."""
    return {
        path.name: " ".join(
            QUOTED.sub("", tag) for tag in TAG.findall(path.read_text("utf-8"))
        )
        for path in (ROOT / "templates").rglob("*.*")
    } | {
        path.name: COMMENT.sub("", path.read_text("utf-8"))
        for path in (ROOT / "static" / "js").glob("*.js")
    }


def test_retired_words_name_nothing_in_the_code():
    words = set(retired())
    assert "said" in words
    found = []
    for path in (path for folder in CODE for path in (ROOT / folder).rglob("*.py")):
        if "migrations" not in path.parts:
            name = path.relative_to(ROOT).as_posix()
            used = words & {path.stem, *read(path)[0]}
            found += [(name, w) for w in used if name not in STORED_KEYS.get(w, set())]

    assert found == []


@pytest.mark.parametrize("word", retired())
def test_retired_words_name_nothing_on_pages(word):
    named = re.compile(rf"\b{word}\b")

    assert [name for name, code in code_of_pages().items() if named.search(code)] == []


def test_a_key_stays_only_where_it_is_stored():
    for word, paths in STORED_KEYS.items():
        for path in paths:
            assert word in read(ROOT / path)[0], path
