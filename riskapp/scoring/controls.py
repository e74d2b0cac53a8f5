"""Controls: what stands behind the questions of a questionnaire, across all tools.

``controls/QUESTIONNAIRE.yaml`` says which questions belong together, each to one control, and
``controls/QUESTIONNAIRE.LANGUAGE.po`` names them in a language. A questionnaire without such
a file falls back to its sections.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from questionnaires.document.checker import Checker
from questionnaires.document.model import Document
from questionnaires.document.source import Source, read_file
from questionnaires.document.translation import read_texts

CONTROLS = Path(__file__).resolve().parent / "controls"
MAX_CONTROLS = 100


@dataclass(frozen=True, slots=True)
class Control:
    """Questions that ask about the same thing; ``rule`` is the critical rule that tells of
    its worst failure, "" for none."""

    id: str
    title: str
    questions: tuple[str, ...]
    rule: str = ""


def controls_of(document: Document, language: str = "en") -> tuple[Control, ...]:
    """The controls of a questionnaire, in their order; its sections where none are named."""
    return _named(document.id, language) or tuple(
        Control(
            section.code,
            section.title,
            tuple(question.id for question in section.questions),
        )
        for section in document.sections
    )


@lru_cache(maxsize=32)
def _named(name: str, language: str) -> tuple[Control, ...]:
    path = CONTROLS / f"{name}.yaml"
    if Path(name).name != name or not path.is_file():
        return ()
    is_word = language.replace("-", "").isalnum()
    texts = read_texts(CONTROLS / f"{name}.{language}.po") if is_word else {}
    found = parse_controls(read_file(path))
    return tuple(
        Control(c.id, texts.get(c.title, c.title), c.questions, c.rule) for c in found
    )


def parse_controls(source: Source) -> tuple[Control, ...]:
    """Check plain data and take the controls over; raises DocumentError with every fault."""
    check = Checker(source)
    top = check.mapping(source.data, (), {"controls"})
    found: list[Control] = []
    seen: set[str] = set()
    for item, path in check.items(top.get("controls"), ("controls",), MAX_CONTROLS):
        data = check.mapping(item, path, {"id", "title", "rule", "questions"})
        questions = check.texts(data, "questions", path)
        for question in questions:
            if question in seen:
                check.fault(
                    (*path, "questions"),
                    f"'{question}' belongs to two controls",
                    "each question once",
                )
            seen.add(question)
        found.append(
            Control(
                id=check.text(data, "id", path, need=True, most=40),
                title=check.text(data, "title", path, need=True, most=100),
                questions=questions,
                rule=check.text(data, "rule", path, most=20),
            )
        )
    check.done()
    return tuple(found)
