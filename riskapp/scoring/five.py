"""The five questions every assessment begins with, each answered in one sentence.

Which AI tools are used on the work, how they sign in, who controls what they reach, where the
code is processed and what is retained: from the answers alone. What is open, not known or said
not to apply without anybody's review is counted as not known, and said; a statement stays one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.conditions import questions_of
from questionnaires.document.meaning import amount, codes_of
from questionnaires.document.model import Document
from questionnaires.document.values import EntryValue, Value
from questionnaires.document.wording import display_text
from questionnaires.document.words import mark
from questionnaires.document.words import say as _
from riskapp.scoring.columns import NOT_KNOWN
from riskapp.scoring.rated.model import PlaceStatus, rated_option
from riskapp.scoring.reading import OpenReading

# The questions that are read, and where they stand. A questionnaire without them shows nothing.
SECTION = "TOOL"
USED = "GOV-01"
REGISTER = "INV-01"
CREDENTIAL = "T-11"
LIFETIME = "T-13"
DECIDES = "ACC-01"
ISSUED = "T-12"
PLACES = "T-20"
RUN_BY = "T-03"
RETENTION = "T-23"
MEMORY = "T-19"
TRAINING = "T-24"
CONTRACT = "T-25"
PLAIN = (USED, REGISTER, DECIDES)
PER_TOOL = (CREDENTIAL, LIFETIME, ISSUED, PLACES, RUN_BY, RETENTION, MEMORY)

LEVELS = ("declared", "documented", "verified")
SHOWN = 6  # so many tools or places are named

_CREDENTIALS = {
    "shared": mark("a key shared by several tools or people"),
    "pat": mark("a developer's personal access token"),
    "key": mark("a static key of its own"),
    "delegated": mark("a token delegated by a signed-in person"),
    "app": mark("an app token per session"),
    "workload": mark("an identity issued at run time"),
    "none": mark("no sign-in, local files only"),
}
_DECIDES = {
    "buyer": mark("the buyer decides case by case what they may reach"),
    "rules": mark("the vendor decides within rules the buyer approved"),
    "partner": mark("the vendor alone decides what they may reach"),
    "default": mark("nobody decides: the tools' default settings apply"),
    "developer": mark("each developer decides what they may reach"),
}
_ISSUED = {
    "developer": mark("access granted by a developer"),
    "partner": mark("access granted by the vendor's administrators"),
    "partner_agreed": mark("access granted by the vendor with the buyer's agreement"),
    "buyer": mark("access granted by the buyer"),
}
_REGISTER = {
    "complete": mark("by the vendor's word the list is complete"),
    "list": mark("by the vendor's word the list is kept by hand"),
    "partial": mark("the list is complete in part only"),
    "none": mark("the vendor keeps no register, so others may be in use"),
}
_NONE_USED = {
    "no": mark(
        "none: the vendor says so and that technical means check it, a claim to be checked"
    ),
    "no_rule": mark("none: the vendor says so, by rule only, a claim to be checked"),
}
_BASES = {
    "declared": mark("the vendor's word"),
    "documented": mark("with documents"),
    "verified": mark("checked by a reviewer"),
}
# The most delicate first.
_STATUSES = (
    PlaceStatus.THIRD,
    PlaceStatus.UNCLEAR,
    PlaceStatus.CONDITIONAL,
    PlaceStatus.ADEQUATE,
    PlaceStatus.EEA,
    None,
)


@dataclass(frozen=True, slots=True)
class FiveAnswer:
    """One question with its sentence. ``not_known`` counts the answers behind it that nobody
    can rely on; ``level`` is the weakest evidence of the others, "" where there are none."""

    id: str
    question: str
    answer: str
    not_known: int
    level: str

    @property
    def basis(self) -> str:
        """What the sentence rests on, in words; "" where nothing is known."""
        return _(_BASES[self.level]) if self.level else ""


def five_answers(answer_set: AnswerSet) -> tuple[FiveAnswer, ...]:
    """The five answers, in their order; none for a questionnaire that does not ask them."""
    return _Five(answer_set).answers() if _asks(answer_set.document) else ()


def compared_answers(answer_set: AnswerSet) -> tuple[FiveAnswer, ...]:
    """What vendors are compared by beside their numbers: places, training, retention, how long
    a credential lives, contract; none for a questionnaire that does not ask them."""
    asks = _asks(answer_set.document, (TRAINING, CONTRACT))
    return _Five(answer_set).compared() if asks else ()


def _asks(document: Document, more: Sequence[str] = ()) -> bool:
    """Whether it asks what is read, and of each tool some ``more``."""
    section = document.section_by_code.get(SECTION)
    questions = document.questions
    return (
        section is not None
        and section.repeat
        and all(name in questions and not questions[name].repeated for name in PLAIN)
        and all(
            name in questions and questions[name].section == SECTION
            for name in (*PER_TOOL, *more)
        )
    )


class _Five:
    """The answers of one answer set while they are put into words."""

    def __init__(self, answer_set: AnswerSet) -> None:
        # What was never asked is as little known as what was left open.
        self.answer_set = answer_set = answer_set.as_whole()
        self.entries = answer_set.entries(SECTION)
        # Whether the answers say without contradiction that no tool is used.
        self.claims_none = not self.entries and OpenReading(answer_set).claims_none
        self.not_known = 0
        self.levels: list[str] = []

    def answers(self) -> tuple[FiveAnswer, ...]:
        return (
            self._answer(
                "tools", _("Which AI tools are used on the work?"), self._used
            ),
            self._answer(
                "credentials",
                _("How do they sign in to your systems?"),
                self._credentials,
            ),
            self._answer(
                "access", _("Who controls their access to your code?"), self._access
            ),
            self._answer("places", _("Where is the code processed?"), self._places),
            self._answer("retention", _("What is retained?"), self._retention),
        )

    def compared(self) -> tuple[FiveAnswer, ...]:
        return (
            self._answer("places", _("Where is the code processed?"), self._places),
            self._answer(
                "training", _("Is content used for training?"), self._training
            ),
            self._answer("retention", _("What is retained?"), self._retention),
            self._answer(
                "lifetime", _("How long does a credential live?"), self._lifetimes
            ),
            self._answer(
                "contract", _("Which contracts cover the providers?"), self._contracts
            ),
        )

    def _answer(
        self, name: str, question: str, parts: Callable[[], Iterator[str]]
    ) -> FiveAnswer:
        self.not_known, self.levels = 0, []
        sentence = "; ".join(parts())
        level = min(self.levels, key=LEVELS.index, default="")
        return FiveAnswer(
            name,
            question,
            f"{sentence[:1].upper()}{sentence[1:]}.",
            self.not_known,
            level,
        )

    # --- The five -------------------------------------------------------------------------

    def _used(self) -> Iterator[str]:
        used = self._code(USED)
        if not self.entries:
            yield self._none_listed(used)
            return
        names = [entry.title for entry in self.entries if entry.title]
        count = len(self.entries)
        listed = (
            _("%(count)s AI tools are listed") % {"count": count}
            if count > 1
            else _("one AI tool is listed")
        )
        yield f"{listed}: {_some(names)}" if names else listed
        if used in _NONE_USED:
            self.not_known += 1
            yield _(
                "yet the vendor says elsewhere that none is used, so what is used is not known"
            )
        elif used != "yes":
            self.not_known += 1
            yield _("whether others are used is not known")
        register = self._code(REGISTER)
        if register in _REGISTER:
            yield _(_REGISTER[register])
        else:
            self.not_known += 1
            yield _("whether the list is complete is not known")

    def _none_listed(self, used: str) -> str:
        if self.claims_none:
            return _(_NONE_USED[used])
        self.not_known += 1
        if used in _NONE_USED:
            return _(
                "not known: the vendor says that none is used, but its other answers do not bear it out"
            )
        if used == "yes":
            return _("not known: AI tools are used, but none is listed")
        return _("not known: none is listed, and whether any is used was not answered")

    def _credentials(self) -> Iterator[str]:
        if not self.entries:
            yield self._nothing_listed()
            return
        yield from self._grouped(CREDENTIAL, _CREDENTIALS)
        yield from self._lifetime()

    def _lifetime(self) -> Iterator[str]:
        values, not_known = self._values(LIFETIME)
        endless = sum(value == "none" for value in values)
        if endless:
            yield self._of(_("a credential without an end date"), endless)
        elif longest := self._longest(LIFETIME, values):
            yield _("a credential lives %(time)s at most") % {"time": longest}
        if not_known:
            self.not_known += not_known
            yield self._of(_("how long a credential lives is not known"), not_known)

    def _access(self) -> Iterator[str]:
        decides = self._code(DECIDES)
        if decides in _DECIDES:
            yield _(_DECIDES[decides])
        elif self._is_accepted(DECIDES):
            yield _("a reviewer accepted that this does not apply")
        else:
            self.not_known += 1
            yield _("who decides what they may reach is not known")
        if not self.entries:
            if not self.claims_none:
                self.not_known += 1
                yield _("who granted access is not known: no tool is listed")
            return
        yield from self._grouped(ISSUED, _ISSUED, _("who granted access is not known"))

    def _places(self) -> Iterator[str]:
        if not self.entries:
            yield self._nothing_listed()
            return
        found: dict[str, int] = {}
        not_known = 0
        for entry in self.entries:
            if self._does_not_arise(PLACES, entry):
                continue
            value = self._value(PLACES, entry)
            codes = codes_of(value) if value is not None else ()
            for code in codes:
                if code != NOT_KNOWN:
                    found[code] = found.get(code, 0) + 1
            not_known += not codes or NOT_KNOWN in codes
        question, document = (
            self.answer_set.document.questions[PLACES],
            self.answer_set.document,
        )
        words = {code: display_text(document, question, [code]) for code in found}
        ordered = sorted(
            found,
            key=lambda code: (
                _STATUSES.index(document.place_status(question, code)),
                words[code],
            ),
        )
        yield from (self._of(words[code], found[code]) for code in ordered[:SHOWN])
        if len(ordered) > SHOWN:
            yield _("and %(count)s more places") % {"count": len(ordered) - SHOWN}
        if not_known:
            self.not_known += not_known
            yield self._of(_("not known"), not_known)
        if accepted := sum(self._is_accepted(PLACES, e.id) for e in self.entries):
            yield self._of(_("a reviewer accepted that this does not apply"), accepted)

    def _retention(self) -> Iterator[str]:
        if not self.entries:
            yield self._nothing_listed()
            return
        values, not_known = self._values(RETENTION)
        question = self.answer_set.document.questions[RETENTION]
        nothing = sum(amount(question, value) == 0 for value in values)
        endless = sum(value == "none" for value in values)
        kept = len(values) - nothing - endless
        own = sum(self._is_run_by_vendor(entry) for entry in self.entries)
        if endless:
            yield self._of(_("prompts and answers are kept without limit"), endless)
        if kept:
            longest = self._longest(RETENTION, values)
            words = _("prompts and answers are kept up to %(time)s") % {"time": longest}
            yield self._of(words, kept)
        if nothing:
            yield self._of(_("the provider keeps no prompts and answers"), nothing)
        if own:
            yield self._of(_("the vendor runs the tool itself"), own)
        if accepted := sum(self._is_accepted(RETENTION, e.id) for e in self.entries):
            yield self._of(_("a reviewer accepted that this does not apply"), accepted)
        if not_known:
            self.not_known += not_known
            yield self._of(_("how long prompts are kept is not known"), not_known)
        yield from self._memory()

    def _memory(self) -> Iterator[str]:
        values, not_known = self._values(MEMORY)
        kept = sum(value == "kept" for value in values)
        if kept:
            words = _("an index or memory of the code stays at the provider")
            yield self._of(words, kept)
        if not_known:
            self.not_known += not_known
            words = _("whether an index or memory of the code stays is not known")
            yield self._of(words, not_known)

    # --- What vendors are compared by ---------------------------------------------------------

    def _training(self) -> Iterator[str]:
        return self._per_tool(TRAINING)

    def _contracts(self) -> Iterator[str]:
        return self._per_tool(CONTRACT)

    def _lifetimes(self) -> Iterator[str]:
        if not self.entries:
            yield self._nothing_listed()
            return
        found = list(self._lifetime())
        yield from found or [_("none that ends is named")]

    def _per_tool(self, question: str) -> Iterator[str]:
        """What the tools say, in the words of the options, the most severe first."""
        if not self.entries:
            yield self._nothing_listed()
            return
        yield from self._grouped(question, {})

    # --- What they are made of --------------------------------------------------------------

    def _grouped(
        self, question: str, words: Mapping[str, str], not_known_words: str = ""
    ) -> Iterator[str]:
        """How many tools say what, the most severe first, and how many nothing that is known."""
        values, not_known = self._values(question)
        options = self.answer_set.document.questions[question].choices
        others = {str(value) for value in values} - set(words)
        risks = {
            code: rated_option(option).risk or 0 for code, option in options.items()
        }
        most_severe_first = sorted(others, key=lambda code: (-risks.get(code, 0), code))
        for code in (*words, *most_severe_first):
            count = sum(value == code for value in values)
            if count:
                option = options.get(code)
                label = option.label if option else code
                yield self._of(_(words[code]) if code in words else label, count)
        if not_known:
            self.not_known += not_known
            yield self._of(not_known_words or _("not known"), not_known)
        if accepted := sum(self._is_accepted(question, e.id) for e in self.entries):
            yield self._of(_("a reviewer accepted that this does not apply"), accepted)

    def _values(self, question: str) -> tuple[list[Value], int]:
        """What is known of each tool that is asked, and of how many it is not known."""
        values: list[Value] = []
        not_known = 0
        for entry in self.entries:
            if self._does_not_arise(question, entry):
                continue
            value = self._value(question, entry)
            if value is None or value == NOT_KNOWN:
                not_known += 1
            else:
                values.append(value)
        return values, not_known

    def _does_not_arise(self, question: str, entry: EntryValue) -> bool:
        """Whether a question is not asked of a tool because of what is known of it, or a
        reviewer accepted that it does not apply."""
        if self._is_accepted(question, entry.id):
            return True
        if self.answer_set.shown(question, entry.id):
            return False
        behind = questions_of(self.answer_set.document.questions[question].show_if)
        return all(
            self._is_known(
                other,
                entry.id if self.answer_set.document.questions[other].repeated else "",
            )
            for other in behind
        )

    def _is_accepted(self, question: str, entry_id: str = "") -> bool:
        return (
            question,
            entry_id,
        ) in self.answer_set.filled.accepted and self.answer_set.state(
            question, entry_id
        ) is State.NOT_APPLICABLE

    def _is_run_by_vendor(self, entry: EntryValue) -> bool:
        return not self.answer_set.shown(RETENTION, entry.id) and self._does_not_arise(
            RETENTION, entry
        )

    def _value(self, question: str, entry: EntryValue | None = None) -> Value | None:
        """An answer that counts; None for what is open, hidden or claimed not to apply."""
        place = (question, entry.id if entry else "")
        if not self._is_known(*place, even_unknown=True):
            return None
        value = self.answer_set.value(*place)
        if value != NOT_KNOWN:
            self.levels.append(self.answer_set.filled.evidence.get(place, LEVELS[0]))
        return value

    def _is_known(
        self, question: str, entry_id: str, *, even_unknown: bool = False
    ) -> bool:
        state = self.answer_set.state(question, entry_id)
        if state is not State.ANSWERED:
            return False
        value = self.answer_set.value(question, entry_id)
        return even_unknown or NOT_KNOWN not in codes_of(value)

    def _code(self, question: str) -> str:
        value = self._value(question)
        return value if isinstance(value, str) else ""

    def _longest(self, name: str, values: Sequence[Value]) -> str:
        """The longest time among some answers, in words; "" without one."""
        question = self.answer_set.document.questions[name]
        times = [value for value in values if amount(question, value) is not None]
        longest = max(
            times, key=lambda value: amount(question, value) or 0, default=None
        )
        return (
            display_text(self.answer_set.document, question, longest) if times else ""
        )

    def _nothing_listed(self) -> str:
        if self.claims_none:
            return _("does not arise, if no AI tool is used as the vendor says")
        self.not_known += 1
        return _("not known: no tool is listed")

    def _of(self, what: str, count: int) -> str:
        """What holds for some of the tools, and for how many of all."""
        every = len(self.entries)
        if every == 1:
            return what
        if count == every:
            return _("%(what)s (all %(all)s)") % {"what": what, "all": every}
        return _("%(what)s (%(count)s of %(all)s)") % {
            "what": what,
            "count": count,
            "all": every,
        }


def _some(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(name[:60] for name in names[:SHOWN])
    if len(names) <= SHOWN:
        return shown
    return _("%(names)s and %(count)s more") % {
        "names": shown,
        "count": len(names) - SHOWN,
    }
