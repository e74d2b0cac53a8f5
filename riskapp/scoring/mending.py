"""What becomes of a rating when findings are put right, computed and not estimated.

*Put right* means: the answers are changed to the best ones (``best``). In the model each of
them counts as risk 0, all others as they are, and what is asked stays what is asked; evidence
stays as it is. Then every critical rule is put to the changed answers, and to nothing else:
it lets go exactly where the changed answers no longer make it stand. Rules that would only
then begin to stand do not count. A rule that no finding stands behind lets go when its theme
is put right: there its way out was taken. Where a rule cannot be ruled out for want of
answers, these are given with its theme, wherever their findings are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic

from questionnaires.document.answer_set import AnswerSet
from riskapp.scoring import bands, engine
from riskapp.scoring.best import BestAnswers, Place
from riskapp.scoring.evaluation import WhatIf
from riskapp.scoring.model import Floor
from riskapp.scoring.reading import NEWEST
from riskapp.scoring.themes import Theme, W, places_of

Standing = tuple[str, str]  # a rule and the entry where it stands, or ""


@dataclass(frozen=True, slots=True)
class After:
    """A rating with what holds it: the floors that reach it, and the model itself."""

    residual_model: Decimal
    rating_model: str
    residual: Decimal
    rating: str
    floors: tuple[Floor, ...]

    @property
    def held_by(self) -> tuple[str, ...]:
        """The rules (or ``low_confidence``) without which the rating might be better."""
        return tuple(
            dict.fromkeys(f.by for f in self.floors if f.rating == self.rating)
        )

    @property
    def is_held_by_model(self) -> bool:
        """Whether the answers as a whole give this rating, whatever the rules say."""
        return self.rating_model == self.rating

    def is_better_than(self, other: After) -> bool:
        """Whether its rating is a lower one; numbers within a rating do not count."""
        return bands.RATINGS.index(self.rating) < bands.RATINGS.index(other.rating)


@dataclass(frozen=True)
class WayDown(Generic[W]):
    """Findings that, put right together, lead to a better rating."""

    findings: tuple[W, ...]
    themes: tuple[Theme[W], ...]
    after: After


class Mending:
    """The rating of one answer set, now and after something was put right."""

    def __init__(self, answer_set: AnswerSet, model: int = NEWEST) -> None:
        """``model`` is the one that evaluated (``reading.model_number``)."""
        self._answer_set = answer_set
        self._model = WhatIf(answer_set, model)
        self._best = BestAnswers(answer_set)
        totals = self._model.totals(())
        floors = self._model.floors(answer_set, totals)
        self._floors = floors
        # Where a rule fires lightly and may stand more heavily, the heavier one counts.
        heaviest_last = sorted(floors, key=lambda floor: floor.value)
        self._before = {(floor.by, floor.entry): floor for floor in heaviest_last}
        self._looked_at = {name for floor in floors for name in floor.because}
        self.now = _after(totals.residual_model, floors)

    def after(self, places: Collection[Place], lifted: Iterable[Floor] = ()) -> After:
        """The rating when the answers at these places are put right, and these floors gone."""
        totals = self._model.totals(places)
        if any(question in self._looked_at for question, _entry in places):
            mended = self._model.floors(self._best.put_right(places), totals)
        else:
            mended = self._floors
        gone = {(floor.by, floor.entry) for floor in lifted}
        left = [
            self._lower(floor)
            for floor in mended
            if (floor.by, floor.entry) in self._before
            and (floor.by, floor.entry) not in gone
        ]
        return _after(totals.residual_model, left)

    def after_themes(self, themes: Iterable[Theme[W]]) -> After:
        """The rating when everything in some themes is put right."""
        chosen = tuple(themes)
        places = places_of(f for theme in chosen for f in theme.findings)
        missing = {place for theme in chosen for place in self._missing(theme)}
        return self.after(places | missing, [f for theme in chosen for f in theme.bare])

    def way_down(self, themes: Sequence[Theme[W]]) -> WayDown[W] | None:
        """A smallest set of findings that leads to a better rating; None where none does.

        Taken in order, heaviest theme first: what makes rules stand, then the rest; then what
        is not needed is left away again, the lightest first: whole parts, and single findings
        of themes that a rule heads. The rating it leads to is computed, not added up.
        """
        by_place = {
            (f.question, f.entry): f for theme in themes for f in theme.findings
        }
        parts = [
            (theme, self._behind(theme, by_place), theme.bare)
            for theme in themes
            if theme.floors
        ]
        parts += [
            (theme, tuple(f for f in theme.findings if f not in theme.firing), ())
            for theme in themes
        ]
        parts = [part for part in parts if part[1] or part[2]]
        chosen = self._first_enough(parts)
        if chosen is None:
            return None
        for part in reversed(chosen):
            fewer = [other for other in chosen if other is not part]
            if self._leads_down(fewer):
                chosen = fewer
        chosen = self._without_spare(chosen)
        found = self._of_parts(chosen)
        rows = {
            (f.question, f.entry, id(f) if not f.question else 0): f
            for _theme, findings, _bare in chosen
            for f in findings
        }
        among = {id(theme) for theme, _findings, _bare in chosen}
        return WayDown(
            findings=tuple(rows.values()),
            themes=tuple(theme for theme in themes if id(theme) in among),
            after=found,
        )

    def _first_enough(self, parts: list[_Part[W]]) -> list[_Part[W]] | None:
        """The shortest beginning of a list that leads down: more never makes it worse."""
        low, high = 0, len(parts)
        if not self._leads_down(parts):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if self._leads_down(parts[:middle]):
                high = middle
            else:
                low = middle
        return parts[:high]

    def _without_spare(self, parts: list[_Part[W]]) -> list[_Part[W]]:
        """The parts without the findings beside which others let the rules go alone."""
        for place, (theme, findings, bare) in enumerate(parts):
            if theme.floors:
                needed = findings
                for finding in reversed(findings):
                    fewer = tuple(f for f in needed if f is not finding)
                    part = (theme, fewer, bare)
                    if self._leads_down([*parts[:place], part, *parts[place + 1 :]]):
                        needed = fewer
                        parts = [*parts[:place], part, *parts[place + 1 :]]
        return parts

    def _leads_down(self, parts: Iterable[_Part[W]]) -> bool:
        return self._of_parts(parts).is_better_than(self.now)

    def _of_parts(self, parts: Iterable[_Part[W]]) -> After:
        rows = list(parts)
        places = places_of(f for _theme, findings, _bare in rows for f in findings)
        return self.after(places, [f for _theme, _found, bare in rows for f in bare])

    def _behind(self, theme: Theme[W], by_place: Mapping[Place, W]) -> tuple[W, ...]:
        """The findings that make a rule stand, with those of the answers it misses."""
        own = places_of(theme.firing)
        missing = sorted(self._missing(theme) - own)
        return (*theme.firing, *(by_place[p] for p in missing if p in by_place))

    def _missing(self, theme: Theme[W]) -> set[Place]:
        """The answers for want of which the rule of a theme cannot be ruled out."""
        questions = self._answer_set.document.questions
        found: set[Place] = set()
        for floor in theme.floors:
            for name in floor.missing:
                if not questions[name].section:
                    continue  # of the engagement profile: the buyer's own to answer
                if not questions[name].repeated:
                    found.add((name, ""))
                elif floor.entry:
                    found.add((name, floor.entry))
                else:
                    entries = self._answer_set.entries(questions[name].section)
                    found |= {(name, entry.id) for entry in entries}
        return found

    def _lower(self, floor: Floor) -> Floor:
        before = self._before[floor.by, floor.entry]
        if floor.value <= before.value:
            return floor
        return floor._replace(value=before.value, rating=before.rating)


_Part = tuple[Theme[W], tuple[W, ...], tuple[Floor, ...]]


def _after(model: Fraction, floors: Iterable[Floor]) -> After:
    standing = tuple(sorted(floors, key=lambda f: (-f.value, f.by, f.entry)))
    value = bands.shown(model)
    final = bands.shown(engine.with_floors(model, (f.value for f in standing)))
    return After(
        residual_model=value,
        rating_model=bands.rating(value),
        residual=final,
        rating=bands.rating(final),
        floors=standing,
    )
