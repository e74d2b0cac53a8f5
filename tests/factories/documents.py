"""Small documents as YAML, and what is filled into them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from textwrap import dedent, indent
from typing import Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Document
from questionnaires.document.parsing import parse_document
from questionnaires.document.source import read_yaml
from questionnaires.document.values import EntryValue, Filled, Value

AS_OF = datetime.date(2026, 11, 23)

YES_OR_NO = """
    - id: Q-1
      text: Is there a rule?
      kind: single
      weight: 2
      options:
        - {code: "yes", label: "Yes", risk: 0}
        - {code: "no", label: "No", risk: 4, why: There is no rule}
"""

# One country of every status, and what a transfer there may rest on.
PLACES = {
    "countries": """
        as_of: 2026-11-23
        countries:
          - {code: IE, name: Ireland, status: eea}
          - {code: CH, name: Switzerland, status: adequate}
          - {code: US, name: United States, status: conditional, aliases: [USA]}
          - {code: IN, name: India, status: third}
          - {code: XK, name: Kosovo, status: unclear}
    """,
    "basis_classes": """
        - {code: adequate, label: Adequate, risk: 0, why: A decision covers it}
        - {code: safeguard, label: Safeguard, risk: 1, why: A safeguard was agreed}
        - {code: bare, label: Nothing, risk: 4, why: Nothing covers it}
    """,
    "legal_bases": """
        - {code: decision, label: The decision, classes: {adequate: adequate}}
        - {code: dpf, label: The framework, only_for: [US], classes: {conditional: adequate}}
        - {code: scc, label: The clauses, classes: {conditional: safeguard, third: safeguard, unclear: safeguard}}
        - {code: none, label: None, classes: {adequate: bare, conditional: bare, third: bare, unclear: bare}}
    """,
}


def document_text(
    questions: str = YES_OR_NO, *, repeated: str = "", **parts: str
) -> str:
    """A document with one section GOV, a repeating section TOOL if it has questions, and parts."""
    lines = [
        "schema: 2",
        "id: small",
        "version: '1'",
        "title: A small document",
        *(f"{name}:\n{_block(text, 2)}" for name, text in parts.items()),
        "sections:",
        "  - code: GOV",
        "    title: Governance",
        "    weight: 1",
        f"    questions:\n{_block(questions, 6)}",
    ]
    if repeated:
        lines += [
            "  - code: TOOL",
            "    title: Tools",
            "    weight: 2",
            "    repeat: {entry: AI tool}",
            f"    questions:\n{_block(repeated, 6)}",
        ]
    return "\n".join(lines)


def parse(text: str, known: Sequence[str] | None = None) -> Document:
    """The document of a text, or its faults under the name small.yaml."""
    return parse_document(read_yaml(text, "small.yaml"), known)


def minimal_document(
    questions: str = YES_OR_NO, *, repeated: str = "", **parts: str
) -> Document:
    """The document of :func:`document_text`."""
    return parse(document_text(questions, repeated=repeated, **parts))


def answer_set_of(
    document: Document,
    answers: Mapping[str, Value] | None = None,
    *entries: Mapping[str, Value],
    profile: Mapping[str, Value] | None = None,
    evidence: Mapping[tuple[str, str], str] | None = None,
) -> AnswerSet:
    """The document filled in; entries of TOOL are numbered from 1."""
    filled = Filled(
        profile or {},
        answers or {},
        tuple(
            EntryValue(str(number), "TOOL", own, f"Tool {number}")
            for number, own in enumerate(entries, start=1)
        ),
        evidence or {},
    )
    return AnswerSet(document, filled, AS_OF)


def question(kind: str, **keys: Any) -> str:
    """One weighted question Q-1 of a kind; keys come in YAML's flow style."""
    found = {"id": "Q-1", "text": "What is it?", "kind": kind, "weight": 2, **keys}
    return "- " + "\n  ".join(f"{key}: {value}" for key, value in found.items())


def _block(text: str, by: int) -> str:
    return indent(dedent(text).strip("\n").rstrip(), " " * by)
