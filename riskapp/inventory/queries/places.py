"""How far away content goes: five classes of places, the weakest of which counts for a tool."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from django.db.models import Q

from riskapp.accounts.models import User
from riskapp.inventory.queries.sets import holding
from riskapp.scoring.rated.model import PlaceStatus
from riskapp.shipped.core import core_document
from riskapp.tools.register import core_register

NOT_KNOWN = "not_known"
# The nearest first.
PLACE_CLASSES = (
    PlaceStatus.EEA.value,
    PlaceStatus.ADEQUATE.value,
    PlaceStatus.CONDITIONAL.value,
    PlaceStatus.THIRD.value,
    NOT_KNOWN,
)


def class_of_place(code: str) -> str:
    """The class of a country, or of an answer such as "not known"."""
    return _classes().get(code, NOT_KNOWN)


def class_of_places(codes: Iterable[str]) -> str:
    """The weakest class of some places; that of no place is not known."""
    found = [PLACE_CLASSES.index(class_of_place(code)) for code in codes]
    return PLACE_CLASSES[max(found)] if found else NOT_KNOWN


def of_class(user: User, kind: str) -> Q:
    """``in_class``, asked of the few different sets of places that tools have and not of each tool;
    one query."""
    return holding(
        user, "places", lambda codes: class_of_places(codes) == kind, in_class(kind)
    )


def in_class(kind: str) -> Q:
    """The tools whose weakest class this is."""
    at = PLACE_CLASSES.index(kind)
    weaker = _codes_of(PLACE_CLASSES[at + 1 :])
    # A code that nobody knows is of the last class.
    known = Q(places__contained_by=list(_classes()))
    if kind == NOT_KNOWN:
        return Q(places=[]) | Q(places__overlap=_codes_of([kind])) | ~known
    return known & Q(places__overlap=_codes_of([kind])) & ~Q(places__overlap=weaker)


def _codes_of(kinds: Collection[str]) -> list[str]:
    return [code for code, kind in _classes().items() if kind in kinds]


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    """Every code that can be a place, with its class."""
    document = core_document()
    found = {c.code: _class(c.status) for c in document.countries.values()}
    columns = core_register().columns
    for name in (columns.get("places"), columns.get("seen_from")):
        question = document.questions.get(name or "")
        for option in question.specials if question else ():
            found[option.code] = _class(option.place)
    return found


def _class(status: str | None) -> str:
    return status if status in PLACE_CLASSES else NOT_KNOWN
