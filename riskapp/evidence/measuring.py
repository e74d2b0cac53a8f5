"""Measure one fact against one answer: what it says to it, and which answer it proposes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from fractions import Fraction

from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Kind, Question
from questionnaires.document.values import Value, is_reason
from riskapp.evidence.model import CONFIRMS, CONTRADICTS, FILLS, Fact, FactValue
from riskapp.evidence.rules import FactRule, Rules, Say

# A twentieth more than the answer, or one hour, may be a matter of rounding.
_SLACK = Fraction(105, 100)
_HOURS = {
    "minutes": Fraction(1, 60),
    "hours": Fraction(1),
    "days": Fraction(24),
    "weeks": Fraction(168),
    "months": Fraction(730),
    "years": Fraction(8766),
}


def evaluated(
    say: Say,
    fact: Fact,
    question: Question,
    answer: Value | None,
    rules: Rules,
    data_day: str,
) -> tuple[str, Value | None]:
    """What one fact does to one answer: a state, or "" where it does nothing, and a proposal."""
    proposed = _proposed(say, fact, question, rules)
    if answer is None or answer in ("unknown", ["unknown"]):
        return (FILLS, proposed) if proposed is not None else ("", None)
    if say.measure == "proposes" or is_reason(answer):
        return "", None
    if say.measure == "includes":
        wanted = _codes(say, fact, question)
        if not wanted:
            return "", None
        held = set(codes_of(answer))
        return (CONFIRMS, None) if wanted <= held else (CONTRADICTS, proposed)
    if say.measure == "hours":
        return _by_hours(fact, answer), proposed
    if say.measure == "day":
        return _by_day(fact, answer, data_day), proposed
    if say.measure == "provider":
        return _by_provider(fact, answer, rules), proposed
    codes = set(codes_of(answer))
    if codes & set(say.against):
        return CONTRADICTS, proposed
    return (CONFIRMS, None) if codes & set(say.fits) else ("", None)


def could_give(rule: FactRule, value: FactValue) -> bool:
    """Whether a rule can have given a value: several of one name share the words they give."""
    if rule.fold or rule.take not in ("present", "codes"):
        return True
    if rule.take == "present":
        return value == str(rule.options.get("word", "yes"))
    meant = [*rule.options["table"].values(), rule.options.get("other", [])]
    words = {w for one in meant for w in ([one] if isinstance(one, str) else one)}
    return set(value if isinstance(value, tuple) else (value,)) <= words


def speaks(say: Say, fact: Fact, data_day: str) -> bool:
    """Whether a fact has one of the values that say something, or is old enough to."""
    if say.over_days:
        shown, taken = _date(fact.value), _date(data_day)
        if shown is None or taken is None:
            return False
        return (taken - shown).days > say.over_days
    if not say.values:
        return True
    values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    return any(
        value == wanted and type(value) is type(wanted)
        for value in values
        for wanted in say.values
    )


def _proposed(say: Say, fact: Fact, question: Question, rules: Rules) -> Value | None:
    value = fact.value
    if say.measure in ("includes", "proposes") and question.kind is Kind.MULTI:
        return sorted(_codes(say, fact, question)) or None
    if say.measure == "proposes":
        return str(value) or None
    if say.measure == "hours":
        if isinstance(value, int) and not isinstance(value, bool):
            return _duration(value, question)
        return value if isinstance(value, str) and value in question.choices else None
    if say.measure == "day":
        return value if isinstance(value, str) and _date(value) else None
    if say.measure == "provider":
        known = rules.provider(str(value))
        return known.title if known else None
    return say.fills if say.fills in question.choices else None


def _codes(say: Say, fact: Fact, question: Question) -> set[str]:
    values: Iterable[str] = ()
    if say.fills:
        values = (say.fills,)
    elif isinstance(fact.value, tuple):
        values = fact.value
    elif isinstance(fact.value, str):
        values = (fact.value,)
    return {code for code in values if code in question.choices}


def _duration(hours: int, question: Question) -> Value | None:
    units = [unit.code for unit in question.units]
    if hours % 24 == 0 and "days" in units:
        return {"value": str(hours // 24), "unit": "days"}
    if "hours" in units:
        return {"value": str(hours), "unit": "hours"}
    return {"value": str(-(-hours // 24)), "unit": "days"} if "days" in units else None


def _by_hours(fact: Fact, answer: Value) -> str:
    if answer == "none":
        return CONFIRMS if fact.value == "none" else ""
    if not isinstance(answer, dict) or "value" not in answer:
        return ""
    if not isinstance(fact.value, int) or isinstance(fact.value, bool):
        return CONTRADICTS
    factor = _HOURS.get(str(answer.get("unit")))
    if factor is None:
        return ""
    limit = Fraction(str(answer["value"])) * factor
    return CONTRADICTS if fact.value > max(limit * _SLACK, limit + 1) else CONFIRMS


def _by_day(fact: Fact, answer: Value, data_day: str) -> str:
    """The answer may be newer than the data: then it says nothing against it."""
    shown = _date(fact.value)
    if shown is None:
        return ""
    if answer == "per_run":
        return CONTRADICTS
    stated = _date(answer)
    if stated is None:
        return ""
    if (stated - shown).days <= 1:
        return CONFIRMS
    taken = _date(data_day)
    return "" if taken is not None and stated > taken else CONTRADICTS


def _by_provider(fact: Fact, answer: Value, rules: Rules) -> str:
    known = rules.provider(str(fact.value))
    if known is None or not isinstance(answer, str):
        return ""
    named = any(has_words(answer, word) for word in known.words)
    return CONFIRMS if named else CONTRADICTS


def _date(value: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        return None


def has_words(text: str, words: str) -> bool:
    """Whether words stand in a text one after the other, whole and in any case."""
    plain = "".join(c if c.isalnum() else " " for c in text.casefold())
    wanted = "".join(c if c.isalnum() else " " for c in words.casefold())
    return f" {' '.join(wanted.split())} " in f" {' '.join(plain.split())} "


def in_hours(value: Value | None) -> Fraction:
    """How long an answer that is a length of time is, in hours; 0 for any other."""
    if not isinstance(value, dict):
        return Fraction(0)
    return Fraction(str(value["value"])) * _HOURS.get(str(value["unit"]), Fraction(0))
