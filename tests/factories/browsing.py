"""What a browser knows of a page: its forms with their fields, and where its links lead."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

TYPED = "Typed"
TICKED = {"checkbox", "radio"}
IGNORED = {"csrfmiddlewaretoken", ""}
# The rest of a page is long, and says nothing of where it leads.
SAYS_WHERE = re.compile(
    r"""</(?:form|select|textarea)\s*>|<(?:a|form|input|button|select|option|textarea)(?=[\s>])(?:"[^"]*"|'[^']*'|[^'">])*>"""
)


@dataclass
class Field:
    """A control of a form: the values it offers, and those it would send."""

    name: str
    kind: str
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)

    @property
    def filled(self) -> list[str]:
        """What a person would send who leaves nothing out."""
        if self.chosen and any(self.chosen):
            return self.chosen
        if self.kind in TICKED or self.kind in {"select", "submit"}:
            return next(([o] for o in self.options if o), [])
        return [_typed(self.kind)] if self.kind != "file" else []


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def add(self, name: str, kind: str, value: str, *, is_chosen: bool) -> None:
        if name in IGNORED:
            return
        found = self.fields.setdefault(name, Field(name, kind))
        found.options.append(value)
        if is_chosen:
            found.chosen.append(value)

    @property
    def data(self) -> dict[str, list[str]]:
        """Everything a person would send who pressed no button with a name."""
        return {
            f.name: f.filled
            for f in self.fields.values()
            if f.filled and f.kind != "submit"
        }

    @property
    def ways(self) -> list[dict[str, list[str]]]:
        """What is sent by the return key and by each button."""
        buttons = [f for f in self.fields.values() if f.kind == "submit"]
        pressed = [{f.name: [o]} for f in buttons for o in dict.fromkeys(f.options)]
        return [self.data, *(self.data | way for way in pressed)]


def _typed(kind: str) -> str:
    if kind == "date":
        return (datetime.date.today() + datetime.timedelta(days=20)).isoformat()
    return {
        "number": "1",
        "email": "someone@typed.example",
        "url": "https://a.example",
    }.get(kind, TYPED)


class Page(HTMLParser):
    """The forms and links of one page."""

    def __init__(self, path: str, html: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._by_id: dict[str, Form] = {}
        self._waiting: list[tuple[str, tuple[str, str, str, bool]]] = []
        self._elsewhere: list[tuple[Form | str | None, str]] = []
        self._open: Form | None = None
        self._select: dict[str, Any] | None = None
        self.feed("".join(SAYS_WHERE.findall(html)))
        for of, (name, kind, value, chosen) in self._waiting:
            if of in self._by_id:
                self._by_id[of].add(name, kind, value, is_chosen=chosen)
        for named, action in self._elsewhere:
            form = self._by_id.get(named) if isinstance(named, str) else named
            if form is not None:
                self.forms.append(Form(action, form.method, form.fields))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, Any] = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith(("/", "?")):
            self.links.append(self._at(given["href"]))
        elif tag == "form":
            self._open = Form(
                self._at(given.get("action", "")), given.get("method", "get").lower()
            )
            self.forms.append(self._open)
            self._by_id[given.get("id", "")] = self._open
        elif tag in {"input", "button"}:
            kind = given.get("type", "text" if tag == "input" else "submit")
            is_chosen = "checked" in given if kind in TICKED else kind != "submit"
            value = given.get("value", "on" if kind in TICKED else "")
            if "formaction" in given:
                of = given.get("form", self._open)
                self._elsewhere.append((of, self._at(given["formaction"])))
            self._add(given, kind, value, is_chosen=is_chosen)
        elif tag == "select":
            self._select = given
        elif tag == "option" and self._select:
            self._add(
                self._select,
                "select",
                given.get("value", ""),
                is_chosen="selected" in given,
            )
        elif tag == "textarea":
            self._add(given, "text", "", is_chosen=False)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None

    def _add(
        self, given: dict[str, Any], kind: str, value: str, *, is_chosen: bool
    ) -> None:
        name = given.get("name", "")
        if "form" in given:
            self._waiting.append((given["form"], (name, kind, value, is_chosen)))
        elif self._open is not None:
            self._open.add(name, kind, value, is_chosen=is_chosen)

    def _at(self, address: str) -> str:
        if not address:
            return self.path
        if address.startswith("?"):
            return self.path.partition("?")[0] + address
        return address.partition("#")[0]
