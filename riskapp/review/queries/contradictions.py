"""Which statements do not go together: answers, the register, published terms, earlier cycles and a
contract are held against each other."""

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
from questionnaires.document.overlay import Place
from questionnaires.document.values import EntryValue, Value
from questionnaires.document.wording import display_text
from questionnaires.models import Response
from questionnaires.queries import EarlierEntries, entries_before, values_last_cycle
from riskapp.assessments.queries.tools import follow_up_for, tool_guide_for
from riskapp.common.templatetags.words import day as as_read
from riskapp.review.models import Dismissal
from riskapp.review.queries.alike import Likeness, alike_entries
from riskapp.review.queries.clashes import (
    CHECK,
    CONTRACT,
    CYCLE,
    ENTRY,
    PUBLISHED,
    Clash,
    ContradictedStatement,
)
from riskapp.review.queries.earlier import (
    AnswerTurn,
    Favourable,
    favourable,
    listed_again,
)
from riskapp.review.queries.overlay import title_of, words_at
from riskapp.tools.follow_up import FollowUp
from riskapp.tools.guide import ToolGuide
from riskapp.tools.told import ToldFact

TURNS = {
    AnswerTurn.EARLIER_DAY: _("A day that lies before the one given last time"),
    AnswerTurn.BETTER: _("Much better than last time"),
    AnswerTurn.LOWER: _("Far fewer rights, or far less autonomy, than last time"),
    AnswerTurn.NOT_APPLICABLE: _("Weak last time, and now said not to apply"),
    AnswerTurn.NOT_ASKED: _("Weak answers of last time are no longer asked for"),
}
ALIKE = {
    Likeness.PLAN: (
        _("One plan in several entries"),
        _(
            "%(tools)s are the same plan. Each entry is assessed by itself: what one may do is "
            "not held against how another signs in."
        ),
        _(
            "%(tools)s are the same plan. What sets them apart, and which rights and which "
            "sign-in does each of them have?"
        ),
    ),
    Likeness.ANSWERS: (
        _("Several entries with the same answers"),
        _(
            "%(tools)s have the same answers throughout. Each further entry with good answers "
            "lifts the strength of the whole register."
        ),
        _(
            "%(tools)s have the same answers throughout. Are these tools of their own, and was "
            "each of them looked at?"
        ),
    ),
}
MOST_ALIKE = 10  # of them are named one by one
NO_LONGER_ASKED = _(
    "Because of that these are no longer asked for; their answers were weak: %(questions)s."
)


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


def clashes_of(
    response: Response, answer_set: AnswerSet, last: Mapping[Place, Value] | None = None
) -> list[Clash]:
    """Every contradiction of a response, with what was decided about it; one query, up to four for
    entries that are listed no more, and those of the last cycle where it is not given."""
    last = values_last_cycle(response) if last is None else last
    rules = follow_up_for(response)
    found = [
        *_checks(answer_set),
        *_against_entries(answer_set, rules),
        *_alike(answer_set),
        *_against_terms(answer_set, tool_guide_for(response)),
        *_against_earlier(answer_set, last, entries_before(response), rules),
        *(_against_contract(response, answer_set) if last else ()),
    ]
    rows = Dismissal.objects.filter(response=response).select_related("by")
    newest = {(row.key, row.place[1]): row for row in rows}
    decided = {at: row for at, row in newest.items() if row.stands}
    return [
        replace(clash, dismissal=decided.get((clash.key, clash.entry)))
        for clash in found
    ]


def _checks(answer_set: AnswerSet) -> Iterable[Clash]:
    seen: Counter[tuple[int, str]] = Counter()
    for item in contradictions(answer_set):
        at = item.check, item.entry
        yield _of_answers(answer_set, item, f"check:{item.check}:{seen[at]}", CHECK)
        seen[at] += 1


def _against_entries(answer_set: AnswerSet, rules: FollowUp) -> Iterable[Clash]:
    for statement, item in rules.contradictions(answer_set):
        yield _of_answers(answer_set, item, f"entry:{statement.id}", ENTRY)


def _alike(answer_set: AnswerSet) -> Iterable[Clash]:
    """Entries that are one thing told twice: each is assessed by itself, so that splitting one
    parts its rights from its sign-in, and copying a good one lifts the strength of all."""
    for section in answer_set.document.sections:
        if not section.repeat:
            continue
        for likeness, groups in alike_entries(answer_set, section).items():
            for entries in groups:
                yield _told_twice(answer_set, section.entry_title, likeness, entries)


def _told_twice(
    answer_set: AnswerSet,
    names: str,
    likeness: Likeness,
    entries: Sequence[EntryValue],
) -> Clash:
    title, text, ask = ALIKE[likeness]
    first = entries[0]
    titles = ", ".join(f"“{entry.title}”" for entry in entries)
    facts = {"tools": Truncator(titles).chars(400)}
    return Clash(
        # What was said of two lets no third stand.
        key=f"alike:{likeness.name.lower()}:{len(entries)}",
        kind=ENTRY,
        title=str(title),
        text=text % facts,
        tool=first.title,
        entry=first.id,
        place=(names, first.id),
        statements=[
            _answer(answer_set, (names, one.id)) for one in entries[:MOST_ALIKE]
        ],
        ask=_ask("", ask % facts),
    )


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


def _against_earlier(
    answer_set: AnswerSet,
    last: Mapping[Place, Value],
    earlier: EarlierEntries,
    rules: FollowUp,
) -> Iterable[Clash]:
    again = listed_again(answer_set, earlier)
    for one in favourable(answer_set, last, again):
        yield _favourable(answer_set, one)
    known = {gone.id for gone in again.values()}
    for gone in earlier.gone:
        place = _of_register(answer_set, gone.section, rules)
        if gone.id not in known and place is not None:
            yield _gone(answer_set, gone, place)


def _favourable(answer_set: AnswerSet, one: Favourable) -> Clash:
    question = answer_set.document.questions[one.place[0]]
    then = display_text(answer_set.document, question, one.then)
    answer = _answer(answer_set, one.place)
    tool = title_of(answer_set, one.place[1])
    facts = {
        "id": question.id,
        "answer": answer.words,
        "then": then,
        "questions": ", ".join(one.lost),
    }
    text = _("%(id)s says “%(answer)s”; last time it said “%(then)s”.") % facts
    ask = _(
        "Last time you answered “%(then)s”. What has changed since, and what shows it?"
    )
    if one.lost:
        text = f"{text} {NO_LONGER_ASKED % facts}"
    return Clash(
        key=f"{'unasked' if one.lost else 'cycle'}:{question.id}",
        kind=CYCLE,
        title=str(TURNS[one.turn]),
        text=text,
        tool=tool,
        entry=one.place[1],
        place=one.place,
        statements=[
            answer,
            ContradictedStatement(_("%(id)s, last cycle") % facts, then),
        ],
        ask=_ask(tool, ask % {"then": Truncator(then).chars(200)}),
    )


def _gone(answer_set: AnswerSet, gone: EntryValue, place: Place) -> Clash:
    facts = {"tool": Truncator(gone.title).chars(100)}
    return Clash(
        key=f"gone:{gone.id}",
        kind=CYCLE,
        title=_("No longer listed: %(tool)s") % facts,
        text=_(
            "“%(tool)s” was in the register before and is not any more; what was found "
            "about it no longer counts."
        )
        % facts,
        tool="",
        entry="",
        place=place,
        statements=[
            _answer(answer_set, place),
            ContradictedStatement(str(_("Register, before")), gone.title),
        ],
        ask=_ask(
            "",
            _(
                "Before, you listed “%(tool)s”. Is it no longer used for this work, since "
                "when, and how was its access taken away?"
            )
            % facts,
        ),
    )


def _of_register(answer_set: AnswerSet, section: str, rules: FollowUp) -> Place | None:
    """Where the vendor is asked about the register as a whole: what goes with a new entry, or
    else the first question that is asked once."""
    named = [
        question
        for change in rules.changes
        if change.adds and change.section == section
        for question in change.asks
    ]
    plain = (q.id for s in answer_set.document.sections for q in s.questions)
    for question in (*named, *plain):
        repeated = answer_set.document.questions[question].repeated
        if not repeated and answer_set.shown(question):
            return question, ""
    return None


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


def _answer(answer_set: AnswerSet, place: Place) -> ContradictedStatement:
    tool = title_of(answer_set, place[1])
    where = f"{place[0]}, {tool}" if tool else place[0]
    return ContradictedStatement(where, words_at(answer_set, place), place=place)


def _ask(tool: str, text: str) -> str:
    """A question to the vendor, short enough for one."""
    return Truncator(f"{tool}: {text}" if tool else text).chars(1900)
