"""What is published about an entry, ready to be shown beside the questions of its entry."""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.guides import (
    Beside,
    FactValue,
    Guide,
    SourcedFact,
    Standing,
    Told,
)
from questionnaires.document.model import Question
from questionnaires.document.wording import display_text
from questionnaires.models import Entry, Response
from questionnaires.queries import guide_for
from questionnaires.queries.proposals import (
    OfferedAnswer,
    ShownGround,
    offered,
    undisputed,
)
from questionnaires.views.parts import question_url

# In whose text a fact was read.
WHOSE: Mapping[str, Promise] = {
    "primary": gettext_lazy("the provider’s own page"),
    "primary_old": gettext_lazy("an older copy of the provider’s own page"),
    "secondary": gettext_lazy("as another party reports it"),
}

# Why an answer that follows from a fact is not proposed.
NOT_PROPOSED: Mapping[Standing, Promise] = {
    Standing.OLD: gettext_lazy("too old to be proposed"),
    Standing.UNDATED: gettext_lazy("day or exact words not on record, so not proposed"),
}

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Published:
    """One fact in words. ``why_not`` says why the answer it means is not proposed, ``stale``
    since when somebody should have looked again; without a ``source`` it is what was chosen
    from the list."""

    fact: str
    label: str
    words: str
    source: str = ""
    host: str = ""
    as_of: str = ""
    whose: str | Promise = ""
    note: str = ""
    why_not: str | Promise = ""
    stale: str = ""
    standing: Standing = Standing.FRESH


@dataclass(frozen=True, slots=True)
class Notes:
    """Everything to show beside one question; empty for most."""

    published: tuple[Published, ...] = ()
    differs: bool = False
    asks: tuple[str, ...] = ()

    @property
    def has_sources(self) -> bool:
        return any(fact.source for fact in self.published)

    @property
    def has_words(self) -> bool:
        """Whether something has to be asked or said about the answer."""
        return self.differs or bool(self.asks)


NO_NOTES = Notes()


@dataclass(frozen=True, slots=True)
class Proposed:
    """One answer to confirm, in words, and what speaks for it: what is published, the entry
    called ``alike``, or what others show. What is not asked yet, as others are open, is not for
    one press ``alone``; ``seen`` goes back with that press, and ``url`` is where it is changed.
    ``is_disputed`` says that something else is proposed at the same place too."""

    question: Question
    words: str
    grounds: tuple[Published, ...]
    alike: str
    because: str
    alone: bool
    part: str
    seen: str
    url: str
    shown: tuple[ShownGround, ...] = ()
    is_there: bool = False
    before: str = ""
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class ProposedPart:
    """What is proposed under one heading; without a heading where there are none. With one
    press ``together`` of it are confirmed."""

    code: str
    title: str
    items: tuple[Proposed, ...]
    together: int


@dataclass(frozen=True, slots=True)
class Proposals:
    """Everything proposed for an entry, or for the questionnaire as a whole; ``seen`` goes back
    with the form, so that only what stood on the page is confirmed: ``together`` of them."""

    items: tuple[Proposed, ...] = ()
    seen: str = "{}"
    parts: tuple[ProposedPart, ...] = ()
    together: int = 0
    title: str = ""
    plan: str = ""
    entry: str = ""

    @property
    def form(self) -> str:
        """The id of its form on a page with those of other places."""
        return f"offers-{self.items[0].question.id}-{self.entry}"

    def of(self, question: Question) -> Proposed | None:
        """What is proposed for one question."""
        return next(
            (item for item in self.items if item.question.id == question.id), None
        )


NO_PROPOSALS = Proposals()


def notes_of(
    answer_set: AnswerSet, guide: Guide, entry: Entry | None
) -> dict[str, Notes]:
    """The notes of an entry's page by question; none outside the section of the guide."""
    if entry is None or entry.section != guide.section:
        return {}
    plan = guide.catalogue.plans.get(entry.catalogue)
    found = guide.beside(plan, answer_set, str(entry.pk))
    return {question: _notes(answer_set, beside) for question, beside in found.items()}


def proposals_of(
    response: Response,
    answer_set: AnswerSet,
    entry: Entry | None,
    questions: Collection[str],
) -> Proposals:
    """What is proposed for some questions of an entry, or of the questionnaire as a whole."""
    own = str(entry.pk) if entry else ""
    found = offered(response, answer_set, own, questions=questions)
    return in_words(response, answer_set, found) if found else NO_PROPOSALS


def in_words(
    response: Response,
    answer_set: AnswerSet,
    offers: Sequence[OfferedAnswer],
    title: str = "",
    plan: str = "",
) -> Proposals:
    """Proposals of one place as a page shows them, under its ``title``."""
    guide = guide_for(response)
    placed = {name: part.code for part in guide.parts for name in part.questions}
    together = undisputed(answer_set, offers)

    def part_of(one: OfferedAnswer) -> str:
        return placed.get(one.question.id, "") if one.entry else ""

    parts = {
        code: len(undisputed(answer_set, [o for o in together if part_of(o) == code]))
        for code in {part_of(one) for one in together}
    }
    places = Counter(one.place for one in offers)
    items = tuple(
        Proposed(
            one.question,
            display_text(answer_set.document, one.question, one.value),
            tuple(_published(answer_set, told) for told in one.told),
            one.alike,
            one.because,
            answer_set.asks(*one.place),
            part_of(one),
            json.dumps({one.question.id: one.value}),
            question_url(response.pk, one.question.section, one.entry, one.question.id),
            one.shown,
            one.is_there,
            one.before,
            places[one.place] > 1,
        )
        for one in offers
    )
    return Proposals(
        items,
        json.dumps({one.question.id: one.value for one in together}),
        tuple(_by_part(guide, items, parts)),
        len(together),
        title,
        plan,
        offers[0].entry,
    )


def plan_of(answer_set: AnswerSet, guide: Guide, entry: str) -> str:
    """What tells two entries of one name apart: the plan that was chosen from the list, or
    answered; "" where there is none."""
    listed = next((one for one in answer_set.filled.entries if one.id == entry), None)
    if listed is None or listed.section != guide.section:
        return ""
    if listed.catalogue in guide.catalogue.plans:
        return guide.catalogue.plans[listed.catalogue].plan
    value = answer_set.value(guide.plan, entry) if guide.plan else None
    if value is None:
        return ""
    question = answer_set.document.questions[guide.plan]
    return display_text(answer_set.document, question, value)


def _by_part(
    guide: Guide, items: Sequence[Proposed], together: Mapping[str, int]
) -> Iterator[ProposedPart]:
    titles = {"": "", **{part.code: part.title for part in guide.parts}}
    for code, title in titles.items():
        inside = tuple(item for item in items if item.part == code)
        if inside:
            yield ProposedPart(code, title, inside, together.get(code, 0))


def asks_of(
    answer_set: AnswerSet, response: Response, entry: Entry | None
) -> dict[str, Notes]:
    """What has to be asked or said about the answers of an entry, by question: for each one
    that is asked and that the guide knows, without what is published."""
    guide = guide_for(response)
    if entry is None:
        return {}
    own, plan = str(entry.pk), guide.catalogue.plans.get(entry.catalogue)
    is_here = entry.section == guide.section
    found = guide.beside(plan, answer_set, own) if is_here else {}
    return {
        name: Notes((), found[name].differs, found[name].asks)
        if name in found
        else NO_NOTES
        for name in guide.questions
        if answer_set.asks(name, own)
    }


def as_of_words(as_of: str) -> str:
    """The exact day on which something stood at its source, as people write it."""
    return _("as of %(date)s") % {"date": _day(as_of)} if as_of else _("no exact day")


def _notes(answer_set: AnswerSet, beside: Beside) -> Notes:
    return Notes(
        tuple(_published(answer_set, told) for told in beside.told),
        beside.differs,
        beside.asks,
    )


def _published(answer_set: AnswerSet, told: Told) -> Published:
    words = _words(answer_set, told.value)
    if told.fact is None:
        return Published(told.link.fact, told.link.label, words)
    return Published(
        fact=told.link.fact,
        label=told.link.label,
        words=words,
        source=told.fact.source,
        host=told.fact.host,
        as_of=as_of_words(told.fact.as_of),
        whose=WHOSE[told.fact.confidence],
        note=told.fact.note,
        why_not=NOT_PROPOSED.get(told.standing, "") if told.use is not None else "",
        stale=_stale(told.fact, told.standing),
        standing=told.standing,
    )


def _stale(fact: SourcedFact, standing: Standing) -> str:
    if standing is not Standing.OLD or fact.again is None:
        return ""
    return _("to be looked at again since %(day)s") % {"day": _day(str(fact.again))}


def _words(answer_set: AnswerSet, value: FactValue) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    countries = answer_set.document.countries
    parts = (value,) if isinstance(value, str) else value
    return "; ".join(
        countries[part].name if part in countries else _day(part) for part in parts
    )


def _day(text: str) -> str:
    """A day as people write it; other text stays as it is."""
    if _DAY.fullmatch(text) is None:
        return text
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return text
    return date_format(day, _("j F Y"))
