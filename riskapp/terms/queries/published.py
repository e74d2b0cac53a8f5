"""What is published about AI tools, fact by fact, and how far each can be relied on."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionnaires.document.guides import Standing
from riskapp.terms.choices import FactsShown
from riskapp.terms.queries.words import labels, text_in_words, value_in_words
from riskapp.tools.catalogue import PublishedFact, ToolPlan, catalogue_in_force
from riskapp.tools.told import standing_of

STANDINGS: Mapping[FactsShown, Collection[Standing]] = {
    FactsShown.DATED: (Standing.FRESH,),
    FactsShown.AGAIN: (Standing.OLD,),
    FactsShown.UNDATED: (Standing.UNDATED,),
}


@dataclass(frozen=True, slots=True)
class ToldPublished:
    """One fact in words."""

    label: str
    value: str
    note: str
    fact: PublishedFact
    standing: Standing

    @property
    def is_old(self) -> bool:
        return self.standing == Standing.OLD

    @property
    def is_undated(self) -> bool:
        return self.standing == Standing.UNDATED


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A tool under one plan, and what is published about it."""

    plan: ToolPlan
    plan_name: str
    facts: Sequence[ToldPublished]


def offered() -> list[ToolPlan]:
    """Every tool and plan of the catalogue that can be chosen, by name."""
    plans = catalogue_in_force().plans.values()
    found = [plan for plan in plans if plan.is_offered]
    return sorted(found, key=lambda plan: (plan.name.casefold(), plan.plan.casefold()))


def count_facts(today: datetime.date) -> dict[FactsShown, int]:
    """How many facts there are of each kind that can be shown alone."""
    stands = Counter(
        standing_of(fact, today) for plan in offered() for fact in plan.facts.values()
    )
    return {
        shown: sum(stands[one] for one in wanted) for shown, wanted in STANDINGS.items()
    }


def published(
    today: datetime.date, shown: FactsShown | None = None, words: str = ""
) -> list[PlanFacts]:
    """What is published about each tool and plan that every word of a search is found in;
    of one kind of facts, only those, and only tools with any."""
    told = labels()
    wanted = STANDINGS[shown] if shown else tuple(Standing)
    found = []
    for plan in offered():
        if not plan.matches(words):
            continue
        facts = [one for one in _told(plan, told, today) if one.standing in wanted]
        if facts or shown is None:
            found.append(PlanFacts(plan, text_in_words(plan.plan), facts))
    return found


def _told(
    plan: ToolPlan, told: Mapping[str, str], today: datetime.date
) -> Iterator[ToldPublished]:
    for name, fact in plan.facts.items():
        yield ToldPublished(
            label=told.get(name, name.replace("_", " ").capitalize()),
            value=value_in_words(
                list(fact.value) if isinstance(fact.value, tuple) else fact.value
            ),
            note=text_in_words(fact.note),
            fact=fact,
            standing=standing_of(fact, today),
        )
