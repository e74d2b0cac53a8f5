"""What the buyer agreed, against what every entry holds; and what the contract says of it.

The first two exposure questions of the engagement profile (access, autonomy) are the levels
that were agreed. A tool above one of them is a finding at that tool. What only the buyer can
put right (the contract is silent, the agreed level is not stated) is a finding of its own
kind, never the vendor's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionnaires.document.answer_set import State
from questionnaires.document.model import Document, Option, Question
from questionnaires.document.values import EntryValue, Value
from questionnaires.document.words import mark
from questionnaires.document.words import say as _
from riskapp.scoring.engine import WORST
from riskapp.scoring.model import AUTONOMY, BUYER, RIGHTS, VENDOR
from riskapp.scoring.rated.model import ProfileRole, rated
from riskapp.scoring.reading import OpenReading

CONTRACT = "ENG-09"
USE_ALLOWED = "yes"
SILENT = "silent"

BEYOND_RIGHTS = mark("More access than was agreed: %(agreed)s. Held: %(stated)s.")
BEYOND_AUTONOMY = mark("More autonomy than was agreed: %(agreed)s. Stated: %(stated)s.")
TAKE_BACK = mark("Take back what goes beyond the agreement, or agree it in writing.")
CONTRACT_SILENT = mark(
    "AI tools are used on the work, and the contract with the partner is silent on them."
)
CONTRACT_FORBIDS = mark(
    "AI tools are used on the work, and the contract with the partner does not allow them."
)
CONTRACT_OPEN = mark(
    "AI tools are used on the work, and whether the contract allows them is not stated."
)
AGREE = mark("Agree in the contract which AI tools may be used, and on what terms.")
NOT_STATED = mark("What was agreed is not stated: %(question)s")
STATE_IT = mark("Answer the question about the engagement.")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One weakness against the agreement: whose it is, where, how severe (0 to 4).

    ``level`` is the level agreed, which the entry would have to come down to; None where the
    buyer has to act.
    """

    kind: str
    question: Question
    risk: int
    text: str
    remedy: str
    entry: EntryValue | None = None
    level: int | None = None


def disagreements(reading: OpenReading) -> Iterator[Disagreement]:
    """Every entry beyond what was agreed, and what the buyer itself leaves open."""
    entries = [
        entry
        for section in reading.document.sections
        if section.repeat
        for entry in reading.entries(section.code)
    ]
    if not entries:
        return
    for asked, question_id, words in _pairs(reading.document):
        level = _agreed(reading, asked)
        if level is None:
            text = _(NOT_STATED) % {"question": asked.text}
            yield Disagreement(BUYER, asked, WORST, text, _(STATE_IT))
            continue
        question = reading.document.questions[question_id]
        for entry in entries:
            yield from _beyond(reading, asked, level, question, entry, words)
    yield from _contract(reading)


def agreed_levels(document: Document, profile: Mapping[str, Value]) -> dict[str, int]:
    """The level of access and of autonomy that was agreed, by the question each entry answers
    about it; what was not stated is not there."""
    found = {}
    for asked, question_id, _words in _pairs(document):
        value = profile.get(asked.id)
        option = asked.choice(value) if isinstance(value, str) else None
        if option is not None and option.level is not None:
            found[question_id] = option.level
    return found


def _pairs(document: Document) -> Iterator[tuple[Question, str, str]]:
    exposures = [q for q in document.profile if rated(q).role is ProfileRole.EXPOSURE]
    for asked, question_id, words in zip(
        exposures, (RIGHTS, AUTONOMY), (BEYOND_RIGHTS, BEYOND_AUTONOMY), strict=False
    ):
        if question_id in document.questions:
            yield asked, question_id, words


def _agreed(reading: OpenReading, asked: Question) -> int | None:
    value = reading.filled.profile.get(asked.id)
    option = asked.choice(value) if isinstance(value, str) else None
    return option.level if option else None


def _beyond(
    reading: OpenReading,
    asked: Question,
    level: int,
    question: Question,
    entry: EntryValue,
    words: str,
) -> Iterator[Disagreement]:
    held = reading.level(question, entry.id)
    if held <= level or reading.state(question, entry.id) is State.OPEN:
        return  # an open level is a finding already
    chosen = max(_chosen(reading, question, entry), key=lambda o: o.level or 0)
    agreed = next(o for o in asked.options if o.level == level)
    yield Disagreement(
        VENDOR,
        question,
        min(1 + held - level, WORST),
        _(words) % {"agreed": agreed.label, "stated": chosen.label},
        _(TAKE_BACK),
        entry,
        level,
    )


def _chosen(
    reading: OpenReading, question: Question, entry: EntryValue
) -> list[Option]:
    value = reading.answer_set.value(question.id, entry.id)
    codes = [value] if isinstance(value, str) else list(value or ())
    return [option for option in question.options if option.code in codes]


def _contract(reading: OpenReading) -> Iterator[Disagreement]:
    question = reading.document.questions.get(CONTRACT)
    contract = reading.filled.profile.get(CONTRACT)
    if question is None or contract == USE_ALLOWED:
        return
    if contract is None:
        text, risk = CONTRACT_OPEN, WORST
    elif contract == SILENT:
        text, risk = CONTRACT_SILENT, 3
    else:
        text, risk = CONTRACT_FORBIDS, WORST
    yield Disagreement(BUYER, question, risk, _(text), _(AGREE))
