"""Rows leafed through page by page, read by their keys and counted so far and no further."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window
from django.db.models.query import ModelIterable
from django.db.models.sql.where import WhereNode
from django.http import HttpRequest
from django.utils.functional import cached_property

from riskapp.common.numbers import Shown

_Group = TypeVar("_Group")

PAGE_SIZE = 50
# Rows are counted so far and no further, unless somebody leafs beyond: who has more narrows the
# list, and to count a million rows takes longer than to show fifty.
MOST_COUNTED = 10_000
MOST_ALONG = 1_000  # keys before a page
MOST_DIGITS = 8  # of the number of a page


class Rows(Protocol):
    """Rows that are no query set and are shown on pages all the same."""

    def count_to(self, most: int) -> int:
        """How many there are; no more than ``most`` are counted."""

    def __getitem__(self, which: slice) -> Sequence[Any]: ...


def count_to(rows: QuerySet[Any], most: int) -> int:
    """How many rows there are; no more than ``most`` are counted."""
    return rows.order_by().values("pk")[:most].count()


class _Pages(Paginator):  # type: ignore[type-arg]  # takes no argument when it runs
    """Looks up which rows are on a page before it reads all that a list shows of them: to sort
    keys is quicker than to sort rows. One page is read at once.

    Counts ``most`` rows and no more; ``is_more`` says that there are.
    """

    def __init__(
        self,
        rows: Any,
        size: int,
        *,
        most: int,
        known: int | None = None,
        counts_along: bool = False,
        reads_keys: bool = False,
    ) -> None:
        super().__init__(rows, size)
        self.reads_keys = reads_keys
        self.most = most
        self.known = known
        self.counts_along = counts_along and known is None
        self.is_more = False

    def get_page(self, number: float | str | None) -> Page[Any]:
        """Where rows are dear to find they are counted while those of the page are looked up."""
        rows: Any = self.object_list
        is_one = isinstance(rows, QuerySet) and _gives_objects(rows)
        if not (self.counts_along and is_one):
            return super().get_page(number)
        if self.reads_keys:
            return self._page_of_keys(_asked(str(number)))
        at = max(_asked(str(number)), 1)
        first = (at - 1) * self.per_page
        # The keys before an early page are read along: it may lie behind the last one.
        begin = 0 if first <= MOST_ALONG else first
        counted = rows.annotate(number_of_all=Window(Count("*")))
        found = list(
            counted.values_list("pk", "number_of_all")[begin : first + self.per_page]
        )
        if not found:
            # Where the first page is empty there is none.
            self.known = 0 if begin == 0 else None
            return super().get_page(number)
        self.known = found[0][1]
        at = min(at, -(-found[0][1] // self.per_page))
        first = (at - 1) * self.per_page - begin
        keys = [key for key, _all in found[first : first + self.per_page]]
        page: Page[Any] = Page(rows_of(rows, keys), at, self)
        return page

    def _page_of_keys(self, number: int) -> Page[Any]:
        """Of rows that are counted to a few hundred the keys of all these are read at once: the
        first of them are found without the rest."""
        rows: Any = self.object_list
        keys = list(rows.values_list("pk", flat=True)[: self.most + 1])
        self.known = len(keys)
        at = min(max(number, 1), self.num_pages)
        first = (at - 1) * self.per_page
        here = keys[: self.most][first : first + self.per_page]
        return Page(rows_of(rows, here) if here else [], at, self)

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        if self.known is not None:
            found = self.known
        elif isinstance(rows, QuerySet):
            found = count_to(rows, self.most + 1)
        elif hasattr(rows, "count_to"):
            found = rows.count_to(self.most + 1)
        else:
            return Shown(len(rows))
        self.is_more = found > self.most
        return Shown(min(found, self.most))

    def page(self, number: int | str) -> Page[Any]:
        page: Page[Any] = super().page(number)
        rows = page.object_list
        is_long = self.num_pages > 1
        if is_long and isinstance(rows, QuerySet) and _gives_objects(rows):
            keys = list(rows.values_list("pk", flat=True))
            whole: Any = self.object_list
            page.object_list = rows_of(whole, keys)
        return page


def groups_on(
    counted: Iterable[tuple[_Group, int]], which: slice
) -> tuple[list[_Group], slice]:
    """Of groups that follow each other, with how many rows each has: those that rows of a page
    are in, and which rows of these groups stand on it."""
    shown: list[_Group] = []
    before = there = 0
    for group, number in counted:
        if there >= which.stop:
            break
        there += number
        if there <= which.start:
            before = there
        else:
            shown.append(group)
    return shown, slice(which.start - before, which.stop - before)


def rows_of(whole: QuerySet[Any], keys: Sequence[Any]) -> list[Any]:
    """The rows of these keys in a list, in the order of the keys."""
    places = {key: place for place, key in enumerate(keys)}
    found = anything_of(whole.order_by()).filter(pk__in=keys)
    return sorted(found, key=lambda row: places[row.pk])


def anything_of(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows as a list shows them, without what it is narrowed to: their keys were found by that,
    and what is dear to find is not looked for again. Not where a condition decides what is
    counted of a row, or how often it comes."""
    query = rows.query
    joins = [getattr(one, "join_field", None) for one in query.alias_map.values()]
    comes_once = all(one is None or one.many_to_one or one.one_to_one for one in joins)
    if query.group_by is None and comes_once:
        rows = rows.all()
        # What is kept in partitions is looked for in the one it lies in.
        rows.query.where = _of_partition(rows.model)
    return rows


def _of_partition(model: Any) -> WhereNode:
    """What the manager of a table narrows everything to."""
    return model._base_manager.all().query.where  # type: ignore[no-any-return]  # noqa: SLF001  # documented API


def _gives_objects(rows: QuerySet[Any]) -> bool:
    """Not where ``values`` were asked for."""
    return issubclass(rows._iterable_class, ModelIterable)  # noqa: SLF001  # nothing else says so


def _asked(number: str) -> int:
    """The number of a page, 0 where none is asked for or there can be none."""
    return int(number) if number.isdecimal() and len(number) < MOST_DIGITS else 0


def page_of(
    request: HttpRequest,
    rows: Any,
    known: int | None = None,
    size: int | None = None,
    *,
    counts_along: bool = False,
    most_along: int | None = None,
) -> Page[Any]:
    """The page of the rows that ``?page=`` asks for; the nearest one where there is none.
    ``known`` is how many there are, where they were counted already; ``counts_along``: they are
    dear to find, and counted while they are, ``most_along`` of them where it is given; ``size`` is
    how many are on a page."""
    size = size or PAGE_SIZE
    asked = request.GET.get("page", "")
    step = (most_along if counts_along else None) or MOST_COUNTED
    most = (_asked(asked) * size // step + 1) * step
    pages = _Pages(
        rows,
        size,
        most=most,
        known=known,
        counts_along=counts_along,
        reads_keys=most_along is not None,
    )
    return pages.get_page(asked)
