"""Alerts in words: a sentence with numbers, what was normal, what was declared, a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.overlay import Place
from questionnaires.document.wording import display_text
from riskapp.activity.choices import (
    ALERTS,
    TOGETHER,
    WAITING,
    AlertState,
)
from riskapp.activity.models import ActivityAlert
from riskapp.baselines.declared import AGREED, OFFICE
from riskapp.baselines.exporting import Departure
from riskapp.baselines.watching import AMOUNT
from riskapp.common.numbers import number
from riskapp.evidence.comparing import REGISTER

# Set by what was agreed, not by an answer.
OF_AGREEMENT = (OFFICE, AGREED)


@dataclass(frozen=True)
class ToldAlert:
    """An alert as a page shows it; ``entry`` is the id of the tool's row, or ""."""

    row: ActivityAlert
    answer_set: AnswerSet
    entry: str

    @property
    def sentence(self) -> str:
        """What happened, with numbers."""
        row = self.row
        words: dict[str, object] = {
            "agent": row.agent,
            "name": row.name,
            "seen": number(row.peak),
            "others": number(row.numbers["others"]),
            "day": date_format(row.peak_day, _("j F Y")),
            "hours": hours_in_words(row.numbers["hours"]),
        }
        if row.numbers["others"]:
            return str(TOGETHER[row.measure]) % words
        return str(ALERTS[row.kind, row.measure]) % words

    @property
    def normal(self) -> str:
        """What was normal before."""
        row = self.row
        words = {
            "median": number(row.numbers["median"]),
            "over": row.numbers["over"],
            "weekday": date_format(row.peak_day, "l"),
        }
        if row.kind == AMOUNT:
            text = _("Normal on a %(weekday)s: %(median)s (median of %(over)s days).")
        elif row.numbers["over"]:
            text = _("Never seen in the %(over)s days before it was new.")
        else:
            return ""
        return text % words

    @property
    def again(self) -> str:
        """On how many days it was seen, where it was more than one."""
        if self.row.days == 1:
            return ""
        words = {
            "days": self.row.days,
            "first": date_format(self.row.first_day, _("j F Y")),
            "last": date_format(self.row.last_day, _("j F Y")),
        }
        return _("Seen on %(days)s days, from %(first)s to %(last)s.") % words

    @property
    def asks(self) -> bool:
        """Whether there is an answer to ask about."""
        return bool(self.entry) and self.answer_set.shown(self.row.question, self.entry)

    @property
    def ask_at(self) -> Place | None:
        """The answer to ask about: the one it touches, or, of an agent that is in no register,
        that about the register; None where neither was asked."""
        if self.asks:
            return self.row.question, self.entry
        known = REGISTER in self.answer_set.document.questions
        return (REGISTER, "") if known and self.answer_set.shown(REGISTER) else None

    @property
    def question(self) -> str:
        """The question whose answer it touches."""
        known = self.answer_set.document.questions.get(self.row.question)
        return known.text if known else ""

    @property
    def answer(self) -> str:
        """The declared answer it touches, in words."""
        if not self.asks:
            return _("not in the register")
        document = self.answer_set.document
        value = self.answer_set.value(self.row.question, self.entry)
        return display_text(document, document.questions[self.row.question], value)

    @property
    def is_of_agreement(self) -> bool:
        """Whether it is about what was agreed, and not about an answer."""
        return self.row.kind in OF_AGREEMENT

    @property
    def ask(self) -> str:
        """A question to send to the vendor."""
        words = {
            "sentence": self.sentence,
            "normal": self.normal,
            "answer": self.answer,
        }
        if not self.entry:
            words["agent"] = self.row.agent
            text = _("%(sentence)s Which AI tool is %(agent)s, which is not in your register? What was this, and is it to stay so?")  # fmt: skip
        elif self.row.kind in OF_AGREEMENT:
            text = _("%(sentence)s What was this, and is it to stay so?")
        else:
            text = _("%(sentence)s %(normal)s You answered “%(answer)s”. What was this, and is it to stay so?")  # fmt: skip
        return " ".join((text % words).split())

    @property
    def is_waiting(self) -> bool:
        return self.row.state in WAITING

    @property
    def is_grown(self) -> bool:
        return self.row.state == AlertState.GROWN


def departure_in_words(one: Departure) -> str:
    """What one day shows beyond a declared limit, with numbers."""
    words = {
        "agent": one.day.agent,
        "name": one.breach.name,
        "seen": number(one.breach.seen),
        "day": date_format(one.day.day, _("j F Y")),
        "hours": hours_in_words(one.hours),
    }
    return str(ALERTS[one.breach.limit, one.measure]) % words


def told(
    alerts: Sequence[ActivityAlert], answer_set: AnswerSet, entries: Mapping[str, str]
) -> list[ToldAlert]:
    """Alerts in words, what waits first, then the newest."""
    found = [ToldAlert(row, answer_set, entries.get(row.agent, "")) for row in alerts]
    return sorted(found, key=lambda one: not one.is_waiting)


def hours_in_words(hours: Sequence[int]) -> str:
    """Hours as spans of a clock in UTC."""
    spans: list[list[int]] = []
    for hour in sorted(hours):
        if spans and spans[-1][1] == hour:
            spans[-1][1] = hour + 1
        else:
            spans.append([hour, hour + 1])
    text = ", ".join(f"{start:02}:00–{end:02}:00" for start, end in spans)
    return f"{text} UTC" if text else ""
