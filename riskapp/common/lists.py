"""Lists that are narrowed, sorted and leafed through; every list of the desk stands on this.

    class VendorFilter(ListFilter):
        archive = "archived_at"
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

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import django_filters
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from riskapp.common.archive import put_away
from riskapp.common.folding import Folded, folded
from riskapp.common.one_of import OneOf
from riskapp.common.pages import anything_of, page_of

PERIODS = (30, 90, 365)  # days
MOST_CHOICES = 200  # of one filter; who has more looks for words
# What belongs to one visit and not to what a list shows.
PASSING = ("page", "export", "csrfmiddlewaretoken")


class NothingLast(django_filters.OrderingFilter):  # type: ignore[misc]  # django-filter is untyped
    """Sorts with what has no value last; where values are the same, by ``then``.

    Without a wish the rows keep the order they come in.
    """

    def __init__(
        self, *args: Any, then: Sequence[Any], null_label: None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("label", _("Sort by"))
        super().__init__(*args, null_label=null_label, **kwargs)
        self.then = then

    def filter(self, queryset: QuerySet[Any], value: list[str] | None) -> QuerySet[Any]:
        if not value:
            return queryset
        names = [self.get_ordering_value(name) for name in value]
        by = (_nothing_last(name, queryset.model) for name in names)
        return queryset.order_by(*by, *self.then)


def _nothing_last(name: str, model: type[Model]) -> Any:
    """What always has a value is sorted plainly: an index is read from its end then."""
    by = F(name.lstrip("-"))
    if name.startswith("-") and not _always_has(model, name.lstrip("-")):
        return by.desc(nulls_last=True)
    return by.desc() if name.startswith("-") else by.asc(nulls_last=True)


def _always_has(model: type[Model], path: str) -> bool:
    """Whether every row has a value there; of what is no field nobody knows."""
    part, _, rest = path.partition("__")
    try:
        field = model._meta.get_field(part)  # noqa: SLF001  # documented API
    except FieldDoesNotExist:
        return False
    if getattr(field, "null", True):
        return False
    return not rest or _always_has(field.related_model, rest)  # type: ignore[arg-type]  # leads on


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter that is on, in words, and the address of the list without it."""

    label: str
    value: str
    without: str


class ListFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """What a list can be narrowed to. ``archive`` names what says that a row was put away:
    such rows are hidden until ``archived_filter`` asks for them. ``words`` names the columns
    that ``words_filter`` looks into; what is kept folded already ends in ``folded``. ``dear``
    names the filters by which rows are dear to find, as words are, and ``most_dear`` how many of
    these are counted. ``kept`` names what else of the address stays when the list is narrowed, as a
    tab does."""

    kept: tuple[str, ...] = ()
    archive: str = ""
    words: tuple[str, ...] = ()
    dear: tuple[str, ...] = ("q",)
    most_dear: int | None = None

    class Meta:
        fields: tuple[str, ...] = ()

    def asks(self, *names: str) -> bool:
        """Whether something is asked by one of these filters."""
        return any(self.data.get(name) for name in names)

    @property
    def chips(self) -> list[FilterChip]:
        """What the list is narrowed by now; sorting is no narrowing."""
        found = []
        for field in self.form if self.is_bound and self.is_valid() else ():
            value = self.form.cleaned_data.get(field.name)
            if field.name == "order" or not value:
                continue
            names = dict(getattr(field.field, "choices", ()))
            query = QueryDict(narrowing(self.data), mutable=True)
            query.pop(field.name, None)
            words = str(names.get(str(value), value))
            found.append(FilterChip(str(field.label), words, query.urlencode()))
        return found

    @property
    def kept_fields(self) -> list[tuple[str, str]]:
        """What stays when the list is narrowed, by name and value."""
        return [(name, self.data[name]) for name in self.kept if self.data.get(name)]

    @property
    def kept_query(self) -> str:
        return urlencode(self.kept_fields)

    @property
    def narrowed_by(self) -> str:
        """The query string without what stays: "" where nothing narrows."""
        query = QueryDict(narrowing(self.data), mutable=True)
        for name in self.kept:
            query.pop(name, None)
        return query.urlencode()

    def in_period(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Rows of the last so many days."""
        return rows.filter(**{f"{name}__gte": in_last(value)})

    def labelled(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Rows that a label was put on."""
        return rows.filter(**{f"{name}__contains": [value]})

    def give_choices(self, **choices: Iterable[tuple[str, Any]]) -> None:
        """What some filters offer depends on who looks, so it is given to each list anew."""
        for name, found in choices.items():
            self.filters[name].extra["choices"] = list(found)

    def give_named(
        self, name: str, rows: QuerySet[Any], keys: QuerySet[Any] | None = None
    ) -> None:
        """Rows of a key and a name as choices, while there are few enough to choose among. Of
        more only the one that is chosen already, by a link, else the filter is not offered.
        ``keys`` are those of the rows, each once, where they are found quicker than the rows."""
        keys = rows.order_by().values("pk") if keys is None else keys
        few = keys[: MOST_CHOICES + 1]
        # Too many are not sorted for nothing.
        found = list(anything_of(rows).filter(OneOf("pk", few)))
        if len(found) > MOST_CHOICES:
            chosen = str(self.data.get(name, ""))
            found = list(rows.filter(pk=chosen)) if is_key(chosen) else []
            if not found:
                del self.filters[name]
                return
        self.give_choices(**{name: ((str(key), label) for key, label in found)})

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that match; archived ones only where they are asked for."""
        wanted = self.form.cleaned_data.get("archived")
        if self.archive and wanted == "only":
            queryset = queryset.filter(put_away(self.archive, is_so=True))
        elif self.archive and wanted != "all":
            queryset = queryset.filter(put_away(self.archive, is_so=False))
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return found

    def as_given(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """Handled by ``filter_queryset``."""
        return rows

    def by_words(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Rows in which every word occurs somewhere, without accents and capitals; of a long
        text the first eight count."""
        names = {f"folded_{at}": path for at, path in enumerate(self.words)}
        rows = rows.alias(
            **{
                n: F(path)
                if path.endswith("folded")
                else Folded(Cast(path, TextField()))
                for n, path in names.items()
            }
        )
        for word in words_of(value):
            here = Q()
            for name in names:
                here |= Q(**{f"{name}__contains": word})
            rows = rows.filter(here)
        return rows


def in_last(days: str) -> datetime.datetime:
    """Since when a period lasts that ``period_filter`` offers."""
    return timezone.now() - datetime.timedelta(days=int(days))


def is_key(text: str) -> bool:
    """Whether a text can be the key of a row."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def words_of(text: str) -> list[str]:
    """The words that are looked for, folded; of a long text the first eight."""
    return folded(text).split()[:8]


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


def label_filter(name: str, method: str = "labelled") -> django_filters.ChoiceFilter:
    """One of the labels that ``name`` leads to."""
    return choice_filter(_("Label"), _("Any label"), field_name=name, method=method)


def period_filter(label: Any, name: str) -> django_filters.ChoiceFilter:
    """The last days, by a moment that ``name`` leads to."""
    return choice_filter(
        label,
        _("Any time"),
        [
            (str(days), format_lazy(_("Within the last {days} days"), days=days))
            for days in PERIODS
        ],
        field_name=name,
        method="in_period",
    )


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


def is_nothing(context: dict[str, Any], everything: QuerySet[Any]) -> bool:
    """Whether a list is empty because there is nothing at all, not even archived."""
    if context["query"] or context["page"].object_list:
        return False
    return not everything.order_by().exists()


def list_page(
    request: HttpRequest,
    narrowed: ListFilter,
    rows: Any = None,
    known: int | None = None,
    size: int | None = None,
) -> dict[str, Any]:
    """What the templates of a list need: ``filter``, ``page`` and ``query``, which is empty
    where nothing narrows. ``rows`` are what is shown, where that is not what was narrowed;
    ``known`` is how many, where they were counted already; ``size`` how many are on a page, where
    those are not the usual ones."""
    shown = narrowed.qs if rows is None else rows
    return {
        "filter": narrowed,
        "page": page_of(
            request,
            shown,
            known,
            size,
            counts_along=narrowed.asks(*narrowed.dear),
            most_along=narrowed.most_dear,
        ),
        "query": narrowing(request.GET),
    }
