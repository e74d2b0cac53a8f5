"""Lists that are narrowed, sorted and leafed through; every list of the desk stands on this.

    class VendorFilter(ListFilter):
        archive = ("archived_at",)
        words = ("name", "services")

        q = words_filter(_("Name or service"))
        country = choice_filter(_("Country"), _("Any country"))
        archived = archived_filter()
        order = NothingLast(
            fields={"created_at": "registered"},
            then=("name", "pk"),
            empty_label=_("Name"),
            choices=[("-registered", _("Newest first"))],
        )

    narrowed = VendorFilter(request.GET, queryset=vendors)
    return render(request, "vendors/list.html", list_page(request, narrowed))

The same rows as a file: ``riskapp.audit.http.list_file``. Views of them that people keep:
``riskapp.lists.queries.saved_views``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import django_filters
from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

PAGE_SIZE = 50
# What belongs to one visit and not to what a list shows.
PASSING = ("page", "export", "csrfmiddlewaretoken")


class NothingLast(django_filters.OrderingFilter):  # type: ignore[misc]  # django-filter is untyped
    """Sorts with what has no value last; where values are the same, by ``then``.

    Without a wish the rows keep the order they come in.
    """

    def __init__(
        self, *args: Any, then: Sequence[str], null_label: None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("label", _("Sort by"))
        super().__init__(*args, null_label=null_label, **kwargs)
        self.then = then

    def filter(self, queryset: QuerySet[Any], value: list[str] | None) -> QuerySet[Any]:
        if not value:
            return queryset
        names = [self.get_ordering_value(name) for name in value]
        return queryset.order_by(*(_nothing_last(name) for name in names), *self.then)


def _nothing_last(name: str) -> Any:
    by = F(name.lstrip("-"))
    if name.startswith("-"):
        return by.desc(nulls_last=True)
    return by.asc(nulls_last=True)


class ListFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """What a list can be narrowed to. ``archive`` names the days on which rows were put away:
    such rows are hidden until ``archived_filter`` asks for them. ``words`` names the columns
    that ``words_filter`` looks into."""

    archive: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    class Meta:
        fields: tuple[str, ...] = ()

    def give_choices(self, **choices: Iterable[tuple[str, Any]]) -> None:
        """What some filters offer depends on who looks, so it is given to each list anew."""
        for name, found in choices.items():
            self.filters[name].extra["choices"] = list(found)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that match; archived ones only where they are asked for."""
        wanted = self.form.cleaned_data.get("archived")
        if self.archive and wanted == "only":
            queryset = queryset.filter(~_kept(self.archive))
        elif self.archive and wanted != "all":
            queryset = queryset.filter(_kept(self.archive))
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return found

    def as_given(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """Handled by ``filter_queryset``."""
        return rows

    def by_words(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Rows in which every word occurs somewhere; of a long text the first eight count."""
        for word in value.split()[:8]:
            here = Q()
            for path in self.words:
                here |= Q(**{f"{path}__icontains": word})
            rows = rows.filter(here)
        return rows


def _kept(archive: Iterable[str]) -> Q:
    return Q(**dict.fromkeys(archive))


def words_filter(label: Any) -> django_filters.CharFilter:
    """Looks for words in the columns that a ``ListFilter`` names."""
    return django_filters.CharFilter(method="by_words", label=label)


def choice_filter(
    label: Any, empty: Any, choices: Iterable[tuple[Any, Any]] = (), **wanted: Any
) -> django_filters.ChoiceFilter:
    """One of several; ``empty`` says what is shown where none is chosen."""
    if choices:
        wanted["choices"] = list(choices)
    return django_filters.ChoiceFilter(label=label, empty_label=empty, **wanted)


def archived_filter() -> django_filters.ChoiceFilter:
    """Asks a ``ListFilter`` for what was put away."""
    return choice_filter(
        _("Archived"),
        _("Not archived"),
        [("only", _("Archived only")), ("all", _("With archived"))],
        method="as_given",
    )


def narrowing(query: QueryDict | str) -> str:
    """The filters and the sorting of a query string, without page, export and empty ones."""
    given = QueryDict(query) if isinstance(query, str) else query
    kept = QueryDict(mutable=True)
    for name, values in given.lists():
        if name not in PASSING and any(values):
            kept.setlist(name, [value for value in values if value])
    return kept.urlencode()


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    """The page of the rows that ``?page=`` asks for; the nearest one where there is none."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def list_page(
    request: HttpRequest, narrowed: ListFilter, rows: Any = None
) -> dict[str, Any]:
    """What the templates of a list need: ``filter``, ``page`` and ``query``, which is empty
    where nothing narrows. ``rows`` are what is shown, where that is not what was narrowed."""
    return {
        "filter": narrowed,
        "page": page_of(request, narrowed.qs if rows is None else rows),
        "query": narrowing(request.GET),
    }
