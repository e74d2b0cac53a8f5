"""Statements that do not go together: who says what, and where it stands."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache as remembered
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.contradictions import Contradiction, contradictions
from questionnaires.document.meaning import date_of
from questionnaires.document.overlay import Place
from questionnaires.document.values import EntryValue, Value
from questionnaires.document.wording import display_text
from questionnaires.models import Response
from questionnaires.queries import values_last_cycle
from riskapp.assessments.queries.tools import follow_up_for, tool_guide_for
from riskapp.common.templatetags.words import day as as_read
from riskapp.review.models import Dismissal
from riskapp.review.queries.overlay import title_of, words_at
from riskapp.scoring.rated.answer_set import seen_in
from riskapp.tools.follow_up import FollowUp
from riskapp.tools.guide import ToolGuide
from riskapp.tools.told import ToldFact

CHECK, ENTRY, PUBLISHED, CYCLE, CONTRACT = (
    "check", "entry", "published", "cycle", "contract",
)  # fmt: skip
KINDS = {
    CHECK: _("Answers against each other"),
    ENTRY: _("Answers against the tool register"),
    PUBLISHED: _("The register against published terms"),
    CYCLE: _("This cycle against the last"),
    CONTRACT: _("Answers against the contract addendum"),
}
LEAP = 2  # so many steps of risk between two cycles call for an explanation


@dataclass(frozen=True, slots=True)
class ContractDifference:
    """What a clause of a contract addendum, issued or only drafted on some day, says that an
    answer no longer does."""

    place: Place
    clause: str
    provisions: str
    promised: str
    day: datetime.date
    is_issued: bool = False


class ContractDifferences(Protocol):
    """Whoever compares answers with a contract: what ``CONTRACT_DIFFERENCES`` names."""

    def __call__(
        self, response: Response, answer_set: AnswerSet
    ) -> Sequence[ContractDifference]:
        """Where the answers of a later cycle say otherwise than an addendum of an earlier one."""


@remembered
def contract_differences() -> ContractDifferences:
    found: ContractDifferences = import_string(settings.CONTRACT_DIFFERENCES)
    return found


@dataclass(frozen=True, slots=True)
class ContradictedStatement:
    """One of the statements: where it stands and its words; ``url`` is a public source."""

    where: str
    words: str
    url: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Statements that do not go together. ``key`` names them within the response; ``ask`` is
    a question to the vendor about them, at ``place``."""

    key: str
    kind: str
    title: str
    text: str
    tool: str
    entry: str
    place: Place
    statements: Sequence[ContradictedStatement]
    ask: str
    dismissal: Dismissal | None = None

    @property
    def group(self) -> str:
        """Which of the five kinds it is, in words."""
        return str(KINDS[self.kind])

    @property
    def is_open(self) -> bool:
        """Whether somebody has yet to decide about it."""
        return self.dismissal is None

    @property
    def places(self) -> frozenset[Place]:
        """The answers of this response among the statements."""
        return frozenset(s.place for s in self.statements if s.place)


@dataclass(frozen=True, slots=True)
class ToldClash:
    """What is said of one or several tools in the same words: ``shared`` are the statements that
    all of them have, ``own`` those of each."""

    clashes: Sequence[Clash]
    shared: Sequence[ContradictedStatement]
    own: Sequence[tuple[Clash, Sequence[ContradictedStatement]]]

    @property
    def clash(self) -> Clash:
        """The first of them, whose words are those of all."""
        return self.clashes[0]


def told_once(clashes: Iterable[Clash]) -> list[ToldClash]:
    """Each contradiction once, however many tools it is about."""
    alike: dict[tuple[str, str, str], list[Clash]] = {}
    for clash in clashes:
        alike.setdefault((clash.key, clash.title, clash.text), []).append(clash)
    found = []
    for together in alike.values():
        first, *others = (clash.statements for clash in together)
        shared = [one for one in first if all(one in other for other in others)]
        own = [
            (clash, [one for one in clash.statements if one not in shared])
            for clash in together
        ]
        found.append(ToldClash(together, shared, own))
    return found


def clashes_of(
    response: Response, answer_set: AnswerSet, last: Mapping[Place, Value] | None = None
) -> list[Clash]:
    """Every contradiction of a response, with what was decided about it; one query, and those
    of the last cycle where it is not given."""
    last = values_last_cycle(response) if last is None else last
    found = [
        *_checks(answer_set),
        *_against_entries(answer_set, follow_up_for(response)),
        *_against_terms(answer_set, tool_guide_for(response)),
        *_against_last_cycle(answer_set, last),
        *(_against_contract(response, answer_set) if last else ()),
    ]
    rows = Dismissal.objects.filter(response=response).select_related("by")
    newest = {(row.key, row.place[1]): row for row in rows}
    decided = {at: row for at, row in newest.items() if row.stands}
    return [
        replace(clash, dismissal=decided.get((clash.key, clash.entry)))
        for clash in found
    ]


def words_by_place(clashes: Iterable[Clash]) -> dict[Place, list[str]]:
    """What is open about each answer, in one line each."""
    found: dict[Place, list[str]] = {}
    for clash in clashes:
        if clash.is_open:
            for place in clash.places or {clash.place}:
                tool = f" ({clash.tool})" if clash.tool and not place[1] else ""
                found.setdefault(place, []).append(f"{clash.title}{tool}")
    return found


def _checks(answer_set: AnswerSet) -> Iterable[Clash]:
    seen: Counter[tuple[int, str]] = Counter()
    for item in contradictions(answer_set):
        at = item.check, item.entry
        yield _of_answers(answer_set, item, f"check:{item.check}:{seen[at]}", CHECK)
        seen[at] += 1


def _against_entries(answer_set: AnswerSet, rules: FollowUp) -> Iterable[Clash]:
    for statement, item in rules.contradictions(answer_set):
        yield _of_answers(answer_set, item, f"entry:{statement.id}", ENTRY)


def _of_answers(
    answer_set: AnswerSet, item: Contradiction, key: str, kind: str
) -> Clash:
    statements = []
    for question_id in item.questions:
        question = answer_set.document.questions[question_id]
        for entry in _entries(answer_set, question.section, item.entry) if question.repeated else [""]:  # fmt: skip
            if answer_set.shown(question_id, entry):
                place = question_id, entry
                statements.append(_answer(answer_set, place))
    place = next((s.place for s in statements if s.place), (item.questions[0], ""))
    return Clash(
        key=key,
        kind=kind,
        title=item.title,
        text=item.text,
        tool=item.entry_title,
        entry=item.entry,
        place=place,
        statements=statements,
        ask=_ask(item.entry_title, item.text),
    )


def _entries(answer_set: AnswerSet, section: str, entry: str) -> list[str]:
    return [entry] if entry else [found.id for found in answer_set.entries(section)]


def _against_terms(answer_set: AnswerSet, guide: ToolGuide) -> Iterable[Clash]:
    for entry in answer_set.entries(guide.section):
        plan = guide.catalogue.plans.get(entry.catalogue)
        if plan is None:
            continue
        source = _("Catalogue of AI tools, gathered %(day)s") % {
            "day": as_read(guide.catalogue.gathered)
        }
        for question, beside in guide.beside(plan, answer_set, entry.id).items():
            place = question, entry.id
            if answer_set.state(*place) is State.ANSWERED:
                for told in beside.told:
                    if told.differs:
                        yield _differs(answer_set, entry, place, told)
        for ask in guide.asks_about(plan, answer_set, entry.id):
            place = ask.question, entry.id
            if answer_set.state(*place) is State.ANSWERED:
                yield Clash(
                    key=f"ask:{ask.id}",
                    kind=PUBLISHED,
                    title=_("%(name)s: worth a question") % {"name": plan.name},
                    text=ask.text,
                    tool=entry.title,
                    entry=entry.id,
                    place=place,
                    statements=[
                        _answer(answer_set, place),
                        ContradictedStatement(source, ask.text),
                    ],
                    ask=_ask(entry.title, ask.text),
                )


def _differs(
    answer_set: AnswerSet, entry: EntryValue, place: Place, told: ToldFact
) -> Clash:
    value = told.value
    if isinstance(value, bool):
        words = str(_("yes") if value else _("no"))
    else:
        words = value if isinstance(value, str) else "; ".join(value)
    words = f"{told.link.label}: {words}"
    where = str(_("The plan chosen from the catalogue"))
    url = ""
    if told.fact is not None:
        where = _("Published at %(host)s") % {"host": told.fact.host}
        if told.fact.as_of:
            where = _("%(where)s, as of %(day)s") % {
                "where": where,
                "day": as_read(told.fact.as_of),
            }
        url = told.fact.source
    answer = words_at(answer_set, place)
    return Clash(
        key=f"published:{told.link.fact}",
        kind=PUBLISHED,
        title=_("%(fact)s: another answer than published") % {"fact": told.link.label},
        text=_("%(id)s says “%(answer)s”. %(where)s: %(words)s.")
        % {"id": place[0], "answer": answer, "where": where, "words": words},
        tool=entry.title,
        entry=entry.id,
        place=place,
        statements=[
            _answer(answer_set, place),
            ContradictedStatement(where, words, url),
        ],
        ask=_ask(
            entry.title,
            _(
                "You answered “%(answer)s”. %(where)s stands: %(words)s. Which holds for "
                "this work, and by which agreement?"
            )
            % {
                "answer": Truncator(answer).chars(200),
                "where": where,
                "words": words,
            },
        ),
    )


def _against_last_cycle(
    answer_set: AnswerSet, last: Mapping[Place, Value]
) -> Iterable[Clash]:
    if not last:
        return
    before = _answer_set_before(answer_set, last)
    for place, value in last.items():
        question = answer_set.document.questions.get(place[0])
        if question is None or not answer_set.shown(*place):
            continue
        now = answer_set.value(*place)
        if now is None or now == value:
            continue
        then_day, day = date_of(value), date_of(now)
        if then_day and day and day < then_day:
            title = str(_("A day that lies before the one given last time"))
        elif _leap(before, answer_set, place) >= LEAP:
            title = str(_("Much better than last time"))
        else:
            continue
        then = display_text(answer_set.document, question, value)
        answer = _answer(answer_set, place)
        yield Clash(
            key=f"cycle:{place[0]}",
            kind=CYCLE,
            title=title,
            text=_("%(id)s says “%(answer)s”; last time it said “%(then)s”.")
            % {"id": place[0], "answer": answer.words, "then": then},
            tool=title_of(answer_set, place[1]),
            entry=place[1],
            place=place,
            statements=[
                answer,
                ContradictedStatement(_("%(id)s, last cycle") % {"id": place[0]}, then),
            ],
            ask=_ask(
                title_of(answer_set, place[1]),
                _(
                    "Last time you answered “%(then)s”. What has changed since, and what "
                    "shows it?"
                )
                % {"then": Truncator(then).chars(200)},
            ),
        )


def _against_contract(response: Response, answer_set: AnswerSet) -> Iterable[Clash]:
    for one in contract_differences()(response, answer_set):
        answer = _answer(answer_set, one.place)
        tool = title_of(answer_set, one.place[1])
        words = (
            _("Contract addendum issued on %(day)s, clause %(clause)s")
            if one.is_issued
            else _("Contract addendum drafted on %(day)s, clause %(clause)s")
        )
        where = words % {"day": as_read(one.day), "clause": one.clause}
        if one.provisions:
            where = f"{where} ({one.provisions})"
        yield Clash(
            key=f"contract:{one.place[0]}",
            kind=CONTRACT,
            title=str(_("Another answer than the contract addendum rests on")),
            text=_("%(id)s says “%(answer)s”. %(where)s: “%(promised)s”")
            % {
                "id": one.place[0],
                "answer": answer.words,
                "where": where,
                "promised": one.promised,
            },
            tool=tool,
            entry=one.place[1],
            place=one.place,
            statements=[answer, ContradictedStatement(where, one.promised)],
            ask=_ask(
                tool,
                _(
                    "You answered “%(answer)s”. %(where)s: “%(promised)s” What holds for "
                    "this work today, and since when?"
                )
                % {
                    "answer": Truncator(answer.words).chars(200),
                    "where": where,
                    "promised": one.promised,
                },
            ),
        )


def _answer_set_before(answer_set: AnswerSet, last: Mapping[Place, Value]) -> AnswerSet:
    """The answers of the last cycle at the places of this one, evaluated as of today."""
    answers = {question: v for (question, entry), v in last.items() if not entry}
    entries = tuple(
        replace(
            entry,
            answers={q: v for (q, own), v in last.items() if own == entry.id},
        )
        for entry in answer_set.filled.entries
    )
    filled = replace(answer_set.filled, answers=answers, entries=entries, set_aside={})
    return AnswerSet(answer_set.document, filled, answer_set.as_of)


def _leap(before: AnswerSet, now: AnswerSet, place: Place) -> int:
    """By how many steps of risk an answer is better than before; 0 where it is not."""
    then, since = seen_in(before, *place), seen_in(now, *place)
    answered = then.state is State.ANSWERED and since.state is State.ANSWERED
    if not answered or then.risk is None or since.risk is None:
        return 0
    return max(then.risk - since.risk, 0)


def _answer(answer_set: AnswerSet, place: Place) -> ContradictedStatement:
    tool = title_of(answer_set, place[1])
    where = f"{place[0]}, {tool}" if tool else place[0]
    return ContradictedStatement(where, words_at(answer_set, place), place=place)


def _ask(tool: str, text: str) -> str:
    """A question to the vendor, short enough for one."""
    return Truncator(f"{tool}: {text}" if tool else text).chars(1900)
