"""Entries found by words in the names of objects and persons: in each different name, not in each
entry."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from riskapp.accounts.models import Organisation
from riskapp.audit.models import AuditEntry, TrailName
from riskapp.common.folding import folded
from riskapp.common.one_of import one_of_them

# So many names lead to their entries by an index; of more the entries are gone through in order.
# Most people are named in few entries, most objects in many.
FEW = {"object_label": 200, "actor_label": 1000}


def by_person(organisation: Organisation, text: str) -> Q:
    """What is true of an entry of somebody in whose name a text occurs."""
    return _named(organisation, text, "actor_label")


def about_object(organisation: Organisation, text: str, kinds: Iterable[str]) -> Q:
    """What is true of an entry about something in whose name a text occurs, or whose id it is;
    ``kinds`` are those of all objects there. Of many things that were done at once it may occur
    in what is told of each."""
    entries = AuditEntry.objects.filter(organisation=organisation).order_by()
    known = entries.filter(object_type__in=list(kinds), object_id=text)
    many = entries.filter(after__has_key="rows", after__rows__icontains=text)
    beside = list(known.values_list("pk", flat=True).union(many.values_list("pk")))
    named = _named(organisation, text, "object_label")
    return named | Q(pk__in=beside) if beside else named


def _named(organisation: Organisation, text: str, column: str) -> Q:
    """Few names are looked up by an index; where there are many, they stand in so many entries
    that the first of these are soon found one by one."""
    names = TrailName.objects.filter(
        organisation=organisation,
        of_person=column == "actor_label",
        folded__contains=folded(text),
    )
    found = names.values_list("name", flat=True)
    few = list(found.order_by("name")[: FEW[column] + 1])
    if len(few) <= FEW[column]:
        return Q((f"{column}__in", few))
    return Q(one_of_them(column, found))
