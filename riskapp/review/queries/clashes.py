"""Statements that do not go together: who says what, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from questionnaires.document.overlay import Place
from riskapp.review.models import Dismissal

CHECK, ENTRY, PUBLISHED, CYCLE, CONTRACT = (
    "check", "entry", "published", "cycle", "contract",
)  # fmt: skip
KINDS = {
    CHECK: _("Answers against each other"),
    ENTRY: _("Answers against the tool register"),
    PUBLISHED: _("The register against published terms"),
    CYCLE: _("Answers against earlier ones"),
    CONTRACT: _("Answers against the contract addendum"),
}


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


def words_by_place(clashes: Iterable[Clash]) -> dict[Place, list[str]]:
    """What is open about each answer, in one line each."""
    found: dict[Place, list[str]] = {}
    for clash in clashes:
        if clash.is_open:
            for place in clash.places or {clash.place}:
                tool = f" ({clash.tool})" if clash.tool and not place[1] else ""
                found.setdefault(place, []).append(f"{clash.title}{tool}")
    return found
