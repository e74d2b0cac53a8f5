"""The answers of a review in the order in which to look at them, each with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from questionnaires.document.answer_set import State
from questionnaires.document.model import Document, Question
from questionnaires.document.overlay import Place
from questionnaires.document.values import Value
from questionnaires.document.wording import display_text
from questionnaires.queries import values_before
from riskapp.assessments.models import Assessment, Score
from riskapp.assessments.queries.wording import in_language
from riskapp.review.choices import VerdictKind
from riskapp.review.models import Verdict
from riskapp.review.queries.overlay import Reviewed, words_at
from riskapp.scoring.rated.answer_set import RatedItem, items_of, seen_in
from riskapp.scoring.rated.model import rated

KEY_WEIGHT = 3  # a question whose answer somebody should be able to show
GOOD = 1  # up to this risk an answer is no weakness

# Why an answer comes early, heaviest first.
CONTRADICTS, LAPSED, RULE, OPEN, WEAK, CHANGED, REPLIED, NOT_APPLICABLE, UNSHOWN, REST = range(10)  # fmt: skip
GROUPS = {
    CONTRADICTS: _("Contradictory"),
    LAPSED: _("Not confirmed"),
    RULE: _("Triggers a critical rule"),
    OPEN: _("Not answered"),
    WEAK: _("Weak"),
    CHANGED: _("Changed since last time"),
    REPLIED: _("The vendor has replied"),
    NOT_APPLICABLE: _("Marked as not applicable"),
    UNSHOWN: _("Important, not evidenced"),
    REST: _("Nothing stands out"),
}


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for looking at an answer early, by place."""

    contradictions: Mapping[Place, Sequence[str]] = field(default_factory=dict)
    rules: Mapping[Place, Sequence[str]] = field(default_factory=dict)
    gains: Mapping[Place, Decimal] = field(default_factory=dict)
    last_cycle: Mapping[Place, Value] = field(default_factory=dict)
    last_round: Mapping[Place, Value] = field(default_factory=dict)
    replied: frozenset[Place] = frozenset()


def signs_of(
    assessment: Assessment,
    score: Score,
    document: Document,
    contradictions: Mapping[Place, Sequence[str]],
    last_cycle: Mapping[Place, Value],
    replied: Iterable[Place],
) -> Signs:
    """The signs of an assessment; two queries where the response follows another."""
    rules: dict[Place, list[str]] = {}
    for floor in score.result["floors"]:
        for question in floor["because"]:
            repeated = document.questions[question].repeated
            entry = floor["entry"] if repeated else ""
            if bool(entry) == repeated:
                rules.setdefault((question, entry), []).append(floor["title"])
    return Signs(
        contradictions=contradictions,
        rules=rules,
        gains={
            (row["question"], row["entry"]): Decimal(row["gain"])
            for row in score.result["findings"]
        },
        last_cycle=last_cycle,
        last_round=values_before(assessment.response, everywhere=True),
        replied=frozenset(replied),
    )


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One answer in the queue, with the reasons for its place there."""

    question: Question
    entry: str
    tool: str
    display_text: str
    counts: str
    state: str
    risk: int | None
    why: str
    reasons: tuple[str, ...]
    rank: int
    gain: Decimal
    verdict: Verdict | None

    @property
    def place(self) -> Place:
        return self.question.id, self.entry

    @property
    def is_changed_by_review(self) -> bool:
        """Whether another answer counts than was given."""
        return self.verdict is not None and self.verdict.kind in (
            VerdictKind.CORRECTED,
            VerdictKind.REFUSED,
        )


def queue(review: Reviewed, signs: Signs) -> list[QueueRow]:
    """Every answer that is asked for, the ones to look at first first.

    The order comes from what was said, so that it stays while verdicts are given.
    """
    rows = [
        _row(review, signs, item)
        for item in items_of(review.counts)
        if item.state is not State.HIDDEN
    ]
    return sorted(rows, key=lambda row: (row.rank, -row.gain))


def _row(review: Reviewed, signs: Signs, item: RatedItem) -> QueueRow:
    entry = item.entry.id if item.entry else ""
    place = item.question.id, entry
    reasons = tuple(_reasons(review, signs, place))
    return QueueRow(
        question=item.question,
        entry=entry,
        tool=item.entry.title if item.entry else "",
        display_text=words_at(review.plain, place),
        counts=words_at(review.counts, place),
        state=item.standing,
        risk=item.risk if rated(item.question).weight else None,
        why=item.why,
        reasons=tuple(words for _rank, words in reasons),
        rank=min((rank for rank, _words in reasons), default=REST),
        gain=signs.gains.get(place, Decimal(0)),
        verdict=review.verdicts.get(place),
    )


def _reasons(review: Reviewed, signs: Signs, place: Place) -> Iterable[tuple[int, str]]:
    answer_set = review.plain
    document, question = answer_set.document, answer_set.document.questions[place[0]]
    seen = seen_in(answer_set if answer_set.shown(*place) else review.counts, *place)
    for words in signs.contradictions.get(place, ()):
        yield CONTRADICTS, words
    if place in review.overlay.lapsed:
        yield LAPSED, seen_in(review.counts, *place).why
    # One rule may hold for several tools because of the same answer.
    for title in dict.fromkeys(signs.rules.get(place, ())):
        yield (
            RULE,
            _("Triggers a critical rule: %(rule)s") % {"rule": in_language(title)},
        )
    if seen.state is State.OPEN and rated(question).weight:
        yield OPEN, seen.why or str(_("Left open"))
    if seen.is_weak and seen.risk is not None:
        words = _("Risk %(risk)s of 4") % {"risk": seen.risk}
        yield WEAK, f"{words}: {seen.why}" if seen.why else words
    yield from _changes(document, question, answer_set.value(*place), signs, place)
    if place in signs.replied:
        yield REPLIED, str(_("The vendor has replied to a question about it"))
    if seen.state is State.NOT_APPLICABLE:
        yield NOT_APPLICABLE, str(_("The vendor says that it does not apply"))
    if (
        seen.state is State.ANSWERED
        and rated(question).weight >= KEY_WEIGHT
        and seen.risk is not None
        and seen.risk <= GOOD
        and not answer_set.filled.evidence.get(place)
    ):
        yield UNSHOWN, str(_("An important answer that is not evidenced"))


def _changes(
    document: Document,
    question: Question,
    value: Value | None,
    signs: Signs,
    place: Place,
) -> Iterable[tuple[int, str]]:
    last = signs.last_cycle.get(place)
    if last is not None and last != value:
        yield (
            CHANGED,
            _("Last time: %(answer)s")
            % {"answer": display_text(document, question, last)},
        )
    before = signs.last_round.get(place)
    if before is not None and before not in (value, last):
        yield (
            CHANGED,
            _("Before the last round: %(answer)s")
            % {"answer": display_text(document, question, before)},
        )


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How far a review is."""

    looked_at: int
    total: int
    untroubled: int

    @property
    def left(self) -> int:
        return self.total - self.looked_at


def review_progress(rows: Sequence[QueueRow]) -> ReviewProgress:
    """How many answers were looked at, and how many of the rest have nothing against them."""
    return ReviewProgress(
        looked_at=sum(row.verdict is not None for row in rows),
        total=len(rows),
        untroubled=sum(row.verdict is None and row.rank == REST for row in rows),
    )
