"""Somebody with a browser who goes everywhere, and the identifiers of a stranger to send."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.contrib.auth import get_user_model
from django.db import connection, models, transaction
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse

from riskapp.accounts.access import begin_visit
from tests.factories.browsing import TYPED, Form, Page
from tests.factories.full import tenant_models

ELSEWHERE = "https://elsewhere.example/"
FINE = 200
# A list leads to itself narrowed by one thing more, and so to every set of them: what is narrowed
# by three is put together as what is narrowed by two.
MOST_KEYS = 2
# Numbers are told from other numbers by being large: every table that counts has its own.
FIRST_NUMBER = 100_000_000
IDS = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[1-9]\d{8}\b"
)
# The view ``pg_stat_xact_user_tables`` counts ten things of each index too.
CHANGES = """
SELECT coalesce(pg_partition_root(oid), oid)::regclass::text, sum(rows) FROM (
    SELECT oid, pg_stat_get_xact_tuples_inserted(oid)
        + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid) AS rows
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
) changed WHERE rows > 0 GROUP BY 1
"""
_OF_ONE_QUESTION = re.compile(r"^[A-Z]+-\d+-\w+|_\d+$")

Kind = tuple[str, ...]
Data = dict[str, list[str]]
Rows = dict[type[models.Model], set[str]]


def give_numbers(start: int) -> None:
    """Let every table that counts go on from a number of its own."""
    with connection.cursor() as cursor:
        for place, model in enumerate(_tables()):
            if isinstance(model._meta.pk, models.AutoField):
                number = FIRST_NUMBER + place * 1_000_000 + start
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                    [model._meta.db_table, model._meta.pk.column, number],
                )


def rows() -> Rows:
    """The primary keys of everything there is, by table."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return {
        model: set(map(str, model._base_manager.values_list("pk", flat=True)))
        for model in _tables()
    }


def _tables() -> list[type[models.Model]]:
    return [*tenant_models(), get_user_model()]


class Visitor:
    """Opens every page there is an address of, and what those pages lead to.

    ``values`` are what addresses need, of several objects: the first that leads to a page is
    enough. ``pages`` and ``forms`` are one of each kind that was met; lists are opened narrowed by
    ``most_keys`` things at once.
    """

    def __init__(
        self, client: Client, *values: Mapping[str, Any], most_keys: int = MOST_KEYS
    ) -> None:
        self.client = client
        self.most_keys = most_keys
        self.values = values
        self.pages: dict[Kind, tuple[int, str]] = {}
        self.forms: dict[Kind, Form] = {}

    def look_round(self, names: list[str]) -> None:
        waiting = [
            address for name in names for address in map(at, [name] * 9, self.values)
        ]
        while waiting:
            path = waiting.pop(0)
            kind = kind_of(path)
            if kind[1 + self.most_keys :]:
                continue
            if kind and self.pages.get(kind, (0, ""))[0] != FINE:
                waiting += self.look_at(path, kind)

    def look_at(self, path: str, kind: Kind) -> list[str]:
        with undone(self.client):
            reply, _ = followed(self.client, self.client.get(path))
            body = text_of(reply)
        self.pages[kind] = reply.status_code, body
        return self.learn(reply, body)

    def learn(self, reply: HttpResponse, body: str) -> list[str]:
        """Remember the forms of a page; where it leads."""
        if not reply.headers.get("Content-Type", "").startswith("text/html"):
            return []
        query = reply.request.get("QUERY_STRING", "")  # type: ignore[attr-defined]
        path = reply.request["PATH_INFO"]  # type: ignore[attr-defined]
        page = Page(f"{path}?{query}" if query else path, body)
        for form in page.forms:
            self.forms.setdefault(shape_of(form), form)
        return page.links

    def every_form(self) -> Iterator[Form]:
        """The forms met so far, and those met while they are tried."""
        done: set[Kind] = set()
        while left := [shape for shape in self.forms if shape not in done]:
            for shape in left:
                done.add(shape)
                yield self.forms[shape]


def at(name: str, values: Mapping[str, Any]) -> str:
    """The address of an own object; empty where something else is needed."""
    resolver = get_resolver()
    *space, own_name = name.split(":")
    if space:
        _, resolver = resolver.namespace_dict[space[0]]
    (_, wanted), *_ = resolver.reverse_dict.getlist(own_name)[0][0]
    if set(wanted) <= set(values):
        return reverse(name, kwargs={key: values[key] for key in wanted})
    return ""


@cache
def kind_of(address: str) -> Kind:
    """Pages of one view that are asked for alike are one kind; empty for no page of ours."""
    parts = urlsplit(address)
    name = view_of(parts.path)
    if not name:
        return ()
    return (name, *sorted({key for key, value in parse_qsl(parts.query) if value}))


@cache
def view_of(path: str) -> str:
    """The name of the view that answers there; empty where there is none."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def shape_of(form: Form) -> Kind:
    """Forms of one shape go to one view with the same fields, whichever question it is."""
    names = {_OF_ONE_QUESTION.sub("?", IDS.sub("*", name)) for name in form.fields}
    kind = kind_of(form.action)
    return (form.method, *(kind if form.method == "post" else kind[:1]), *sorted(names))


def arrive(client: Client) -> None:
    """Begin the visit of a member. Where each page is undone, each would begin it anew."""
    session = client.session
    begin_visit(session)
    session.save()


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """What happens within is rolled back, in the browser too."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


def sent(client: Client, form: Form, action: str, data: Data) -> HttpResponse:
    body = QueryDict(mutable=True)
    for name, values in data.items():
        body.setlist(name, values)
    if form.method == "get":
        return client.get(f"{action}{'&' if '?' in action else '?'}{body.urlencode()}")
    return client.post(
        action,
        body.urlencode(),
        content_type="application/x-www-form-urlencoded",
        headers={"referer": ELSEWHERE},
    )


def followed(client: Client, reply: HttpResponse) -> tuple[HttpResponse, list[str]]:
    """Where a reply leads within the product in the end, and every address it led to."""
    led: list[str] = []
    while reply.status_code in {301, 302, 303} and len(led) < 4:
        led.append(reply["Location"])
        if is_elsewhere(led[-1]):
            break
        reply = client.get(led[-1])
    return reply, led


def is_elsewhere(address: str) -> bool:
    return not address.startswith("/") or address.startswith("//")


def text_of(reply: HttpResponse) -> str:
    body = b"".join(reply.streaming_content) if reply.streaming else reply.content
    return body.decode("utf-8", "replace")


class Foreign:
    """What belongs to a stranger, to be sent instead of what is one's own."""

    def __init__(self, own: Rows, strange: Rows) -> None:
        self.rows = strange
        self.ids = {key for keys in strange.values() for key in keys}
        self._instead = {
            key: min(strange[model]) for model in own for key in own[model]
        }

    def swap(self, text: str) -> str:
        """The text with every own identifier replaced by one of the stranger's."""
        return IDS.sub(lambda found: self._instead.get(found[0], found[0]), text)

    def attempts(self, form: Form) -> Iterator[tuple[str, str, Data]]:
        """The form as a person would send it, then with one thing of the stranger's at a
        time: in the query, in a field, in the name of a field."""
        path, _, query = form.action.partition("?")
        ways = [way | {"next": [ELSEWHERE]} for way in form.ways]
        if form.method == "post":
            yield from (("", form.action, way) for way in ways)
        own = ways[-1]
        typed = {name: ["a\0b"] for name, value in own.items() if value == [TYPED]}
        if typed and form.method == "post":
            yield "nothing", form.action, own | typed
        if self.swap(query) != query:
            yield "?", f"{path}?{self.swap(query)}", own
        for name, control in form.fields.items():
            swapped = map(self.swap, control.options)
            strange = next((s for s in swapped if s not in control.options), None)
            if strange is not None:
                yield name, form.action, own | {name: [strange]}
            if self.swap(name) != name:
                rest = {key: value for key, value in own.items() if key != name}
                given = {self.swap(name): control.filled}
                yield IDS.sub("*", name), form.action, rest | given

    def written_since(self, begin: Begin) -> list[str]:
        """Rows of any tenant that were written since and name something of the stranger."""
        return self._written(begin, self._changed(begin))

    def is_whole(self, begin: Begin) -> bool:
        """Whether every row of the stranger is still there."""
        return self._is_whole(self._changed(begin))

    def faults_since(self, begin: Begin) -> tuple[list[str], bool]:
        """What was written that names something of the stranger; whether a row of it is gone."""
        changed = self._changed(begin)
        return self._written(begin, changed), not self._is_whole(changed)

    def _written(self, begin: Begin, changed: list[type[models.Model]]) -> list[str]:
        selects = [
            f"SELECT t::text FROM {model._meta.db_table} t WHERE xmin::text::bigint >= %s"  # our own tables
            for model in changed
        ]
        if not selects:
            return []
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(selects), [begin.number] * len(selects))
            found = [text for (text,) in cursor.fetchall()]
        return [text for text in found if self.ids & set(IDS.findall(text))]

    def _is_whole(self, changed: list[type[models.Model]]) -> bool:
        counts = [
            f"SELECT count(*) FROM {m._meta.db_table} WHERE {m._meta.pk.column}::text = ANY(%s)"  # our own tables
            for m in changed
        ]
        if not counts:
            return True
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT sum(count) FROM ({' UNION ALL '.join(counts)}) t",  # likewise
                [list(self.rows[model]) for model in changed],
            )
            (there,) = cursor.fetchone()
        return bool(there == sum(len(self.rows[model]) for model in changed))

    def _changed(self, begin: Begin) -> list[type[models.Model]]:
        """The tables of which a row was written or taken away since."""
        now, before = changes(), begin.changes
        return [
            model
            for model in self.rows
            if now.get(name := model._meta.db_table) != before.get(name)
        ]


@dataclass(frozen=True, slots=True)
class Begin:
    """The number of a transaction, lower than that of all written in it, and how many rows
    had been changed before, by table."""

    number: int
    changes: Mapping[str, int]


def may_begin() -> None:
    """What ``begun`` needs, for as long as the transaction lasts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE begun (place integer) ON COMMIT DROP;"
            " GRANT INSERT, SELECT ON begun TO PUBLIC"
        )


def begun() -> Begin:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO begun VALUES (1) RETURNING xmin::text::bigint")
        return Begin(cursor.fetchone()[0], changes())


def changes() -> dict[str, int]:
    """How many rows this connection has written or taken away, by table; those of a table in
    partitions together."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGES)
        return dict(cursor.fetchall())
