"""What files show, laid beside the answers as they stand now.

Nothing of this is stored: when an answer changes, what a file does to it changes with it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from questionnaires.choices import Purpose
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.characters import compared
from questionnaires.document.overlay import Place
from questionnaires.document.wording import display_text
from questionnaires.models import Entry, Response
from riskapp.activity.models import GIVEN_LATER, LATER
from riskapp.evidence.comparing import LISTED, Claim, compare
from riskapp.evidence.loading import core_rules
from riskapp.evidence.model import (
    CONFIRMS,
    CONTRADICTS,
    FILLS,
    NOT_IN_FILE,
    RECHECKABLE,
    STATED,
    STATES,
)
from riskapp.facts.choices import day_in_words, title_in_words, value_in_words
from riskapp.facts.models import SourceFile

SAME_ASSESSMENT = (
    Purpose.CLARIFICATION,
    Purpose.CONFIRMATION,
    Purpose.NOTICE,
    Purpose.REST,
)


@dataclass(frozen=True)
class ShownClaim:
    """One claim of one file, in words, with the answer it bears on.

    ``entry`` is the id of the tool's row, "" for the questionnaire as a whole and for a tool
    that nobody listed, whose name is ``unlisted``. ``key`` names the claim as long as the file
    says so and the answer stands.
    """

    claim: Claim
    file: SourceFile
    answer_set: AnswerSet
    entry: str
    unlisted: str = ""

    @property
    def state(self) -> str:
        return self.claim.state

    @property
    def place(self) -> Place:
        return self.claim.question, self.entry

    @property
    def question(self) -> str:
        return self.answer_set.document.questions[self.claim.question].text

    @property
    def at(self) -> tuple[str, str, str]:
        """The place, also of a tool that nobody listed."""
        return self.claim.question, self.entry, self.unlisted

    @property
    def is_of_tools(self) -> bool:
        """Whether the question is asked for each tool."""
        return self.answer_set.document.questions[self.claim.question].repeated

    @property
    def section(self) -> str:
        return self.answer_set.document.questions[self.claim.question].section

    @property
    def tool(self) -> str:
        """What the tool is called; "" for the questionnaire as a whole."""
        return self.claim.entry or self.unlisted

    @cached_property
    def key(self) -> str:
        fact = self.claim.fact
        parts = [
            str(self.file.pk),
            self.claim.state,
            self.claim.question,
            self.entry or self.unlisted,
            [fact.name, fact.about, fact.pointer, str(fact.value)] if fact else [],
            self.claim.answer,
            self.claim.proposed,
        ]
        text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:24]

    @property
    def shows(self) -> str:
        """What the file shows, in words."""
        fact = self.claim.fact
        if fact is None:
            return _("Says nothing about this")
        words = {
            "title": title_in_words(fact.name),
            "about": fact.about,
            "value": value_in_words(fact.value),
        }
        if fact.about:
            return _("%(title)s (%(about)s): %(value)s") % words
        return _("%(title)s: %(value)s") % words

    @property
    def where(self) -> str:
        """File, line and pointer."""
        return self.claim.place

    @property
    def answer(self) -> str:
        """What was answered, in words."""
        if self.unlisted:
            return _("not in the register")
        document = self.answer_set.document
        value = self.answer_set.value(*self.place) if self._is_asked else None
        return display_text(document, document.questions[self.claim.question], value)

    @property
    def _is_asked(self) -> bool:
        question = self.answer_set.document.questions[self.claim.question]
        return question.repeated == bool(self.entry)

    @property
    def proposed(self) -> str:
        """The answer that the fact means, in words; "" where it means none."""
        document = self.answer_set.document
        if self.claim.proposed is None:
            return ""
        return display_text(
            document, document.questions[self.claim.question], self.claim.proposed
        )

    @property
    def data_day(self) -> datetime.date | None:
        """The day of the data, which is not that of the upload."""
        return parse_date(self.claim.data_day) if self.claim.data_day else None

    @property
    def day(self) -> str:
        """The same in words; the file says when it was made, or only speaks of days until then."""
        is_stated = self.claim.data_day_basis == STATED
        return day_in_words(self.data_day, is_stated=is_stated)

    @property
    def is_recheckable(self) -> bool:
        return self.claim.grade == RECHECKABLE

    @property
    def ask(self) -> str:
        """A question to the vendor about a contradiction."""
        words = {
            "file": self.claim.file,
            "shows": self.shows,
            "answer": self.answer,
            "tool": self.tool,
        }
        if self.unlisted:
            return (
                _(
                    "The file %(file)s shows %(tool)s in use. Why is it not in your register?"
                )
                % words
            )
        if self.tool:
            return (
                _(
                    "For %(tool)s you answered “%(answer)s”. The file %(file)s shows: %(shows)s. Which of the two is right?"
                )
                % words
            )
        return (
            _(
                "You answered “%(answer)s”. The file %(file)s shows: %(shows)s. Which of the two is right?"
            )
            % words
        )


@dataclass(frozen=True)
class FileClaims:
    """Everything that the files of a response show."""

    files: Sequence[SourceFile]
    shown: Sequence[ShownClaim]
    answer_set: AnswerSet

    def of(self, state: str) -> list[ShownClaim]:
        return [one for one in self.shown if one.state == state]

    @cached_property
    def proposals(self) -> list[ShownClaim]:
        """Answers that may be confirmed: of questions that are open, whose tool is listed."""
        closed = self.answer_set.filled.closed
        return [
            one
            for one in self.of(FILLS)
            if one.proposed and not one.unlisted and one.place not in closed
        ]

    @cached_property
    def unlisted(self) -> dict[str, list[ShownClaim]]:
        """Tools that nobody listed, each with the answers that files propose for it."""
        found: dict[str, list[ShownClaim]] = {}
        for one in self.shown:
            if one.unlisted:
                found.setdefault(one.unlisted, []).append(one)
        return found

    @cached_property
    def by_place(self) -> dict[Place, list[ShownClaim]]:
        """What bears on each answer; what says nothing is left out."""
        found: dict[Place, list[ShownClaim]] = {}
        for one in self.shown:
            if one.state != NOT_IN_FILE and not one.unlisted:
                found.setdefault(one.place, []).append(one)
        return found

    def of_entry(self, entry: str) -> list[ShownClaim]:
        """What bears on the answers about one tool, the contradictions first."""
        return [
            one for one in self.shown if one.entry == entry and one.state != NOT_IN_FILE
        ]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many answers files show, contradict and fill, of how many there are."""
        places: dict[str, set[Place]] = {state: set() for state in STATES}
        for place, shown in self.by_place.items():
            for one in shown:
                places[one.state].add(place)
        contradicted = places[CONTRADICTS]
        asked = sum(1 for item in self.answer_set.items() if item.state != "hidden")
        return {
            "asked": asked,
            "shown": len(places[CONFIRMS] - contradicted),
            "contradicted": len(contradicted),
            "filled": len(places[FILLS] - contradicted - places[CONFIRMS]),
            "unlisted": len(self.unlisted),
        }


def files_of(response: Response, *, is_vendor: bool = False) -> list[SourceFile]:
    """The files dropped on a response and on those it follows within one assessment, and those
    given between the last cycle and this one; a vendor sees its own. One query for most."""
    wanted = [response.pk]
    before: Response | None = response
    while before is not None and before.purpose in SAME_ASSESSMENT:
        before = before.follows
        wanted += [before.pk] if before else []
    given = Q(response__in=wanted)
    if before is not None and before.purpose == Purpose.CYCLE and before.follows_id:
        given |= Q(response=before.follows_id) & LATER
    found = SourceFile.objects.filter(given).annotate(given_later=GIVEN_LATER)
    if is_vendor:
        found = found.filter(by=None)
    return list(found.select_related("respondent", "by", "entry"))


def beside(
    response: Response, answer_set: AnswerSet, *, is_vendor: bool = False
) -> FileClaims:
    """What files show beside the answers of a response."""
    files = files_of(response, is_vendor=is_vendor)
    return beside_files(files, answer_set)


def beside_files(files: Sequence[SourceFile], answer_set: AnswerSet) -> FileClaims:
    """The same for files at hand; no query but those for tools that a file was dropped on."""
    ids = {compared(entry.title): entry.id for entry in answer_set.filled.entries}
    own = _own_entries(files, answer_set)
    found: list[ShownClaim] = []
    for file in files:
        title = own.get(file.pk, "")
        belongs = _belongs(file, title) if title else {}
        for claim in compare(
            file.file_readings,
            answer_set.document,
            answer_set.filled,
            core_rules(),
            belongs,
        ):
            if file.question and claim.question != file.question:
                continue
            made = _placed(claim, file, answer_set, ids)
            if made is not None and not (title and made.unlisted):
                found.append(made)
    found = _together(found)
    order = {question: at for at, question in enumerate(answer_set.document.questions)}
    found.sort(
        key=lambda one: (
            STATES.index(one.state),
            one.tool,
            order.get(one.claim.question, 0),
        )
    )
    return FileClaims(files, found, answer_set)


def _together(shown: Sequence[ShownClaim]) -> list[ShownClaim]:
    """Several files that propose codes for one answer propose all of them together; the same
    proposal is told once."""
    codes: dict[tuple[str, str, str], set[str]] = {}
    for one in shown:
        if one.state == FILLS and isinstance(one.claim.proposed, list):
            codes.setdefault(one.at, set()).update(one.claim.proposed)
    told: set[tuple[tuple[str, str, str], str]] = set()
    kept = []
    for one in shown:
        if one.state == FILLS:
            if one.at in codes and isinstance(one.claim.proposed, list):
                claim = replace(one.claim, proposed=sorted(codes[one.at]))
                one = replace(one, claim=claim)  # noqa: PLW2901  # the same, with more codes
            key = one.at, json.dumps(one.claim.proposed, sort_keys=True)
            if key in told:
                continue
            told.add(key)
        kept.append(one)
    return kept


def as_moved(one: ShownClaim, entry: str) -> ShownClaim:
    """A claim about a tool that nobody listed, once its row is there."""
    return replace(one, entry=entry, unlisted="")


def _own_entries(
    files: Sequence[SourceFile], answer_set: AnswerSet
) -> dict[uuid.UUID, str]:
    """The titles of the tools that files were dropped on; a later response has copies of them."""
    titles = {entry.id: entry.title for entry in answer_set.filled.entries}
    dropped = {file.pk: file.entry_id for file in files if file.entry_id}
    later = {
        origin: titles[str(pk)]
        for pk, origin in (
            Entry.objects.filter(origin__in=set(dropped.values())).values_list(
                "pk", "origin"
            )
            if dropped
            else ()
        )
        if str(pk) in titles
    }
    return {
        pk: titles.get(str(entry)) or later.get(entry, "")
        for pk, entry in dropped.items()
    }


def _belongs(file: SourceFile, title: str) -> dict[str, str]:
    """Everything in a file that was dropped on a tool is about that tool."""
    return {
        fact.about: title for reading in file.file_readings for fact in reading.facts
    }


def _placed(
    claim: Claim, file: SourceFile, answer_set: AnswerSet, ids: Mapping[str, str]
) -> ShownClaim | None:
    question = answer_set.document.questions[claim.question]
    if not question.repeated:
        return (
            ShownClaim(claim, file, answer_set, "")
            if answer_set.shown(question.id)
            else None
        )
    if claim.entry:
        entry = ids.get(compared(claim.entry), "")
        is_open = claim.state == FILLS  # may become asked by another proposal
        if entry and (is_open or answer_set.shown(question.id, entry)):
            return ShownClaim(claim, file, answer_set, entry)
        return None
    if claim.state == NOT_IN_FILE:
        return ShownClaim(claim, file, answer_set, "")
    known = core_rules().tool_of(claim.tool)
    if known is None or (claim.question != LISTED and claim.state != FILLS):
        return None
    return ShownClaim(claim, file, answer_set, "", unlisted=known.title)
