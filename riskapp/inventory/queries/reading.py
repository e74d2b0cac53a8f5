"""The tools of one response, read through the register of its questionnaire."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Option, Question
from questionnaires.document.overlay import Place
from questionnaires.document.values import EntryValue
from questionnaires.document.wording import display_text
from riskapp.inventory.choices import StatementKind
from riskapp.inventory.queries.corrections import Correction, corrected_columns
from riskapp.scoring.kinds.multi import rights_in_excess
from riskapp.scoring.rated.model import PlaceStatus
from riskapp.tools.catalogue import catalogue_in_force
from riskapp.tools.families import families_of
from riskapp.tools.register import Register, register_of

CODES = ("plan", "autonomy", "credential", "training", "contract")
MOST_RIGHTS = 50


def tools_in(
    answer_set: AnswerSet, corrections: Mapping[Place, Correction] | None = None
) -> Iterator[dict[str, Any]]:
    """The fields of a ``Tool`` for every tool a response lists, in its order.

    The answer set holds what counts; ``corrections`` say where that is not what was said. None for a questionnaire nobody made a register for.
    """
    register = register_of(answer_set.document)
    for position, entry in enumerate(answer_set.entries(register.section), start=1):
        fields = _Tool(answer_set, register, entry).fields(position)
        yield fields | {
            "corrections": corrected_columns(register, entry.id, corrections or {})
        }


class _Tool:
    """One entry, column by column."""

    def __init__(
        self, answer_set: AnswerSet, register: Register, entry: EntryValue
    ) -> None:
        self.answer_set = answer_set
        self.register = register
        self.entry = entry

    def fields(self, position: int) -> dict[str, Any]:
        found: dict[str, Any] = {
            "entry_id": self.entry.id,
            "position": position,
            "name": self.entry.title[:200],
            "product": product_of(self.entry)[:200],
            "provider": self._provider()[:200],
            "catalogue": self.entry.catalogue[:80],
            "families": self._families(),
            "display_texts": self._words(),
            "values": self._values(),
        }
        for column in CODES:
            found[column] = self._code(column)
        for column, field in (("changed", "changed_on"), ("reviewed", "reviewed_on")):
            found[field], found[f"{column}_as"] = self._day(column)
        for column in ("lifetime", "retention"):
            found[column], found[f"{column}_as"] = self._number(column)
        return found | self._rights() | self._places()

    def _question(self, column: str) -> Question | None:
        name = self.register.columns.get(column)
        return self.answer_set.document.questions[name] if name else None

    def _value(self, column: str) -> Any:
        question = self._question(column)
        return self.answer_set.value(question.id, self.entry.id) if question else None

    def _is_asked(self, column: str) -> bool:
        question = self._question(column)
        return question is not None and self.answer_set.shown(
            question.id, self.entry.id
        )

    def _words(self) -> dict[str, str]:
        """Every column in words; what is not asked of this tool is left out."""
        words = {}
        for column, name in self.register.columns.items():
            if self._is_asked(column):
                question = self.answer_set.document.questions[name]
                value = self.answer_set.value(name, self.entry.id)
                words[column] = display_text(self.answer_set.document, question, value)
        return words

    def _values(self) -> dict[str, Any]:
        """The answers of the columns that are asked of this tool."""
        return {
            column: self._value(column)
            for column in self.register.columns
            if self._is_asked(column)
        }

    def _provider(self) -> str:
        """The company behind the tool; "" where nobody says which."""
        plan = catalogue_in_force().plans.get(self.entry.catalogue)
        if plan is not None and plan.company:
            return plan.company
        value = self._value("provider")
        return " ".join(value.split()) if isinstance(value, str) else ""

    def _families(self) -> list[str]:
        """The models behind the tool, as its plan, its name or its provider say."""
        given = self._value("provider")
        names = (self.entry.title, given if isinstance(given, str) else "")
        return families_of(self.entry.catalogue, *names)

    def _code(self, column: str) -> str:
        """The one answer of a column; "" where none was given."""
        if not self._is_asked(column):
            return str(StatementKind.NOT_ASKED)
        codes = codes_of(self._value(column))
        return codes[0][:80] if len(codes) == 1 else ""

    def _day(self, column: str) -> tuple[datetime.date | None, StatementKind]:
        if not self._is_asked(column):
            return None, StatementKind.NOT_ASKED
        value = self._value(column)
        if not isinstance(value, str):
            return None, StatementKind.UNKNOWN
        if value in self.register.never:
            return None, StatementKind.NEVER
        if value in self.register.always:
            return None, StatementKind.ALWAYS
        try:
            return datetime.date.fromisoformat(value), StatementKind.VALUE
        except ValueError:
            return None, StatementKind.UNKNOWN

    def _number(self, column: str) -> tuple[Decimal | None, StatementKind]:
        """The number in the smallest unit of its question."""
        if not self._is_asked(column):
            return None, StatementKind.NOT_ASKED
        question, value = self._question(column), self._value(column)
        if isinstance(value, str) and value in self.register.endless:
            return None, StatementKind.ENDLESS
        if question is None or not isinstance(value, dict) or "value" not in value:
            return None, StatementKind.UNKNOWN
        factor = next(
            (unit.factor for unit in question.units if unit.code == value.get("unit")),
            1,
        )
        number = Decimal(value["value"]) * Decimal(str(float(factor)))
        return min(number, Decimal(10**11)).quantize(
            Decimal("0.01")
        ), StatementKind.VALUE

    def _rights(self) -> dict[str, Any]:
        question = self._question("rights")
        held = codes_of(self._value("rights")) if question else ()
        options = [o for o in question.options if o.code in held] if question else []
        excess = sorted(self._excess(), key=self._gravity)
        reach = [
            group.id
            for group in self.register.reach
            if any(option.code in group.rights for option in excess)
        ]
        return {
            "rights": [option.code for option in options][:MOST_RIGHTS],
            "highest": max((option.level or 0 for option in options), default=0),
            "excess": [option.code for option in excess][:MOST_RIGHTS],
            "reach": reach,
            "excess_rank": self._rank(excess, reach),
        }

    def _excess(self) -> tuple[Option, ...]:
        """Rights that are held and not named as needed, once the vendor said which are."""
        needed = self._question("needed")
        if needed is None or not needed.offered_from or self._value("needed") is None:
            return ()
        return rights_in_excess(self.answer_set, needed.id, self.entry.id)

    def _gravity(self, option: Option) -> tuple[int, int]:
        groups = [group.rights for group in self.register.reach]
        place = next(
            (n for n, rights in enumerate(groups) if option.code in rights), len(groups)
        )
        return place, -(option.level or 0)

    def _rank(self, excess: list[Option], reach: list[str]) -> int:
        """First by what is reached, then by the heaviest right, then by how many."""
        if not excess:
            return 0
        groups = [group.id for group in self.register.reach]
        reached: int = sum(2 ** (len(groups) - 1 - groups.index(one)) for one in reach)
        level = max(option.level or 0 for option in excess)
        return reached * 1000 + level * 100 + min(len(excess), 99)

    def _places(self) -> dict[str, Any]:
        status_of = self.answer_set.document.place_status
        named, outside = set(), set()
        for column in ("places", "seen_from"):
            question = self._question(column)
            for code in codes_of(self._value(column)):
                named.add(code[:16])
                if question and status_of(question, code) not in (
                    None,
                    PlaceStatus.EEA,
                ):
                    outside.add(code[:16])
        return {"places": sorted(named), "outside": sorted(outside)}


def product_of(entry: EntryValue) -> str:
    """What a tool is called whatever its version or plan: the name in the catalogue it was
    chosen from or begins with, else its own without remarks in brackets."""
    plan = catalogue_in_force().plans.get(entry.catalogue)
    if plan is not None:
        return plan.name
    own = re.sub(r"\s*[(\[].*", "", entry.title).strip() or entry.title
    for name in _catalogue_names():
        if re.match(rf"{re.escape(name)}(?!\w)", own, re.IGNORECASE):
            return name
    return own


@lru_cache(maxsize=1)
def _catalogue_names() -> tuple[str, ...]:
    """The names of the catalogue, the longest first."""
    names = {plan.name for plan in catalogue_in_force().plans.values()}
    return tuple(sorted(names, key=len, reverse=True))
