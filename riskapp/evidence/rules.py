"""The rules by which a format is known and read: data from ``content/``, checked.

A format says how to know it, whose tool it speaks of, what day its data is from, and which
facts stand where. A fact says which question it bears on, and how the two compare.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from riskapp.evidence.model import Fact, in_words
from riskapp.evidence.pointers import parts_of
from riskapp.evidence.secrets import SecretRules, secret_rules

FORMAT_SCHEMA = "evidence-format/1"
KINDS = ("json", "lines", "csv", "toml", "yaml", "xml")
MEASURES = ("code", "includes", "hours", "day", "provider", "proposes")
FOLDS = ("", "count", "newest", "most", "distinct")


class RulesInvalid(ValueError):
    """The rules contradict themselves or use a word that is not known; ``where`` is the part of
    the plain data that is wrong, itself and no copy, so that whoever read it can name its line."""

    def __init__(self, why: str, where: object = None) -> None:
        super().__init__(why)
        self.where = where


@dataclass(frozen=True)
class PointerCondition:
    """What must be so at a pointer; every part that is given must hold."""

    at: str
    values: tuple[Any, ...] = ()
    exists: bool | None = None
    matches: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Say:
    """How a fact compares with the answer to a question.

    ``code``: the answer is among ``fits`` or among ``against``. ``includes``: the answer of
    several holds every code of the fact. ``hours``: the answer is a length of time, and the
    fact is not longer. ``day``: the answer is a day, and the fact is not an earlier one.
    With ``over_days`` only a day that is older than that, by the day of the data, says something.
    ``provider``: the answer names the provider. ``proposes``: only where nobody answered.
    """

    question: str
    measure: str = "code"
    values: tuple[Any, ...] = ()
    fits: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    fills: str = ""
    over_days: int = 0


@dataclass(frozen=True)
class FactRule:
    """One fact: its name, where it stands, how it is taken, and what it says."""

    name: str
    take: str = "text"
    at: tuple[str, ...] = ("",)
    options: Mapping[str, Any] = field(default_factory=dict)
    fold: str = ""
    when: tuple[PointerCondition, ...] = ()
    says: tuple[Say, ...] = ()


@dataclass(frozen=True)
class FactGroup:
    """Facts about each of the things a pattern leads to.

    ``about`` is a pointer from there, ``*`` for the key that the last star stood for, or
    ``=text``. ``tool`` is the same; its words are looked up among the known tools.
    """

    each: tuple[str, ...]
    about: str = ""
    masked: str = ""
    tool: str = ""
    day: tuple[str, ...] = ()
    when: tuple[PointerCondition, ...] = ()
    unless: tuple[PointerCondition, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: tuple[FactRule, ...] = ()


@dataclass(frozen=True)
class Sign:
    """One way to know a format: what is there, what is not, how the file is called."""

    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    when: tuple[PointerCondition, ...] = ()
    tool: str = ""


@dataclass(frozen=True)
class FileFormat:
    """One format of files."""

    id: str
    title: str
    parser: int
    kinds: tuple[str, ...]
    asks_source: bool
    configuration: bool
    knows: tuple[Sign, ...]
    belongs: tuple[Sign, ...]
    states_day: tuple[str, ...]
    newest_day: tuple[str, ...]
    warns: tuple[tuple[PointerCondition, str], ...]
    groups: tuple[FactGroup, ...]
    speaks_of: tuple[str, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """Every question that a file of this format can say something about, sorted."""
        named = {
            say.question
            for group in self.groups
            for fact in group.facts
            for say in fact.says
        }
        return tuple(sorted(named | set(self.speaks_of)))


@dataclass(frozen=True)
class KnownTool:
    """A tool by the words people call it and the names files give it."""

    id: str
    title: str
    provider: str
    words: tuple[str, ...]
    names: tuple[str, ...]
    kind: str = ""
    purposes: tuple[str, ...] = ()
    sends: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownProvider:
    """A provider of models: what people call it, its models and its hosts."""

    id: str
    title: str
    words: tuple[str, ...]
    models: tuple[str, ...]
    hosts: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """Everything that is known of files, tools and secrets."""

    formats: tuple[FileFormat, ...]
    tools: tuple[KnownTool, ...]
    providers: tuple[KnownProvider, ...]
    secrets: SecretRules
    titles: Mapping[str, str]

    def tool(self, name: str) -> str:
        """The id of the tool a file calls so (a slug, a package, a client), or ""."""
        plain = name.strip().lower()
        for tool in self.tools:
            if plain == tool.id or plain in tool.names:
                return tool.id
        return ""

    def tool_of(self, tool_id: str) -> KnownTool | None:
        """The tool of an id, or None."""
        return next((tool for tool in self.tools if tool.id == tool_id), None)

    def provider(self, provider_id: str) -> KnownProvider | None:
        """The provider of an id, or None."""
        return next((one for one in self.providers if one.id == provider_id), None)

    def provider_of_host(self, host: str) -> str:
        """The id of the provider behind a host, or ""."""
        for one in self.providers:
            if any(host == own or host.endswith(f".{own}") for own in one.hosts):
                return one.id
        return ""

    def provider_of_model(self, model: str) -> str:
        """The id of the provider that makes a model of this name, or ""."""
        plain = model.strip().lower().split("/")[-1]
        for one in self.providers:
            if plain.startswith(one.models):
                return one.id
        return ""

    def shown(self, fact: Fact) -> str:
        """A fact for people; one of other rules, which has no title here, by its name."""
        about = f" ({fact.about})" if fact.about else ""
        return f"{self.titles.get(fact.name, fact.name)}{about}: {in_words(fact.value)}"

    def format(self, name: str) -> FileFormat:
        """The format of an id; raises LookupError."""
        for one in self.formats:
            if one.id == name:
                return one
        raise LookupError(name)


def rules_from(data: Mapping[str, Any], takes: Collection[str]) -> Rules:
    """Rules from plain data: ``formats``, ``groups`` that formats share, ``tools``,
    ``providers``, ``secrets`` and ``titles``.

    Raises RulesInvalid where a word is not known; so an error in a rule file is found when
    it is loaded, and not when a vendor drops a file.
    """
    builder = _Builder(takes)
    tools = tuple(
        KnownTool(
            str(tool["id"]),
            str(tool["title"]),
            str(tool.get("provider", "")),
            tuple(word.lower() for word in tool.get("words", ())),
            tuple(name.lower() for name in tool.get("names", ())),
            str(tool.get("kind", "")),
            tuple(tool.get("purposes", ())),
            tuple(tool.get("sends", ())),
        )
        for tool in data["tools"]
    )
    builder.tools = {tool.id for tool in tools}
    builder.titles = data["titles"]
    builder.shared = data["groups"]
    providers = tuple(
        KnownProvider(
            str(one["id"]),
            str(one["title"]),
            tuple(word.lower() for word in one["words"]),
            tuple(word.lower() for word in one.get("models", ())),
            tuple(word.lower() for word in one.get("hosts", ())),
        )
        for one in data["providers"]
    )
    formats = tuple(builder.checked_format(one) for one in data["formats"])
    if len({one.id for one in formats}) != len(formats):
        raise RulesInvalid("two formats have one id")
    return Rules(
        formats, tools, providers, secret_rules(data["secrets"]), data["titles"]
    )


class _Builder:
    def __init__(self, takes: Collection[str]) -> None:
        self.takes = takes
        self.tools: set[str] = set()
        self.titles: Mapping[str, str] = {}
        self.shared: Mapping[str, Mapping[str, Any]] = {}
        self.name = ""
        self.here: object = None  # what is being read

    def checked_format(self, data: Mapping[str, Any]) -> FileFormat:
        """A format; raises RulesInvalid, also for what is missing or of another shape."""
        try:
            return self.format(data)
        except RulesInvalid:
            raise
        except KeyError as error:
            raise self._invalid(f"{error} is missing") from error
        except (AttributeError, TypeError, ValueError, re.error) as error:
            raise self._invalid(str(error)) from error

    def format(self, data: Mapping[str, Any]) -> FileFormat:
        self.name = str(data.get("id"))
        allowed = {
            "schema",
            "id",
            "title",
            "parser",
            "kinds",
            "asks_source",
            "configuration",
            "knows",
            "belongs",
            "day",
            "warns",
            "facts",
            "speaks_of",
        }
        self._known(data, allowed, "a format")
        if data.get("schema") != FORMAT_SCHEMA:
            raise self._invalid(f"the schema is not {FORMAT_SCHEMA}")
        kinds = tuple(data["kinds"])
        if not set(kinds) <= set(KINDS):
            raise self._invalid(f"kinds {kinds}")
        day = data.get("day") or {}
        self._known(day, {"stated", "newest"}, "day")
        self.here = data
        return FileFormat(
            id=self.name,
            title=str(data["title"]),
            parser=int(data["parser"]),
            kinds=kinds,
            asks_source=bool(data.get("asks_source", False)),
            configuration=bool(data.get("configuration", False)),
            knows=tuple(self.sign(one) for one in data["knows"]),
            belongs=tuple(self.sign(one) for one in data.get("belongs", ())),
            states_day=self.pointers(day.get("stated", ())),
            newest_day=self.pointers(day.get("newest", ())),
            warns=tuple(
                (self.condition(one["when"]), str(one["text"]))
                for one in data.get("warns", ())
            ),
            groups=tuple(self.group(one) for one in data["facts"]),
            speaks_of=tuple(data.get("speaks_of", ())),
        )

    def sign(self, data: Mapping[str, Any]) -> Sign:
        allowed = {"has", "lacks", "columns", "paths", "tool", "when"}
        self._known(data, allowed, "a sign")
        tool = str(data.get("tool", ""))
        if tool and tool not in self.tools:
            raise self._invalid(f"unknown tool {tool}")
        return Sign(
            self.pointers(data.get("has", ())),
            self.pointers(data.get("lacks", ())),
            tuple(data.get("columns", ())),
            tuple(str(path).lower() for path in data.get("paths", ())),
            self.conditions(data.get("when", ())),
            tool,
        )

    def group(self, data: Mapping[str, Any]) -> FactGroup:
        allowed = {
            "each",
            "about",
            "masked",
            "tool",
            "day",
            "when",
            "unless",
            "fields",
            "facts",
        }
        written = self.here = data
        if "use" in data:
            shared = self.shared.get(str(data["use"]))
            if shared is None:
                raise self._invalid(f"unknown group {data['use']}")
            own = {key: value for key, value in data.items() if key != "use"}
            data = {**shared, **own}
        self._known(data, allowed, "a group")
        self.here = written
        fields = {
            str(name): self.pointers(at)
            for name, at in (data.get("fields") or {}).items()
        }
        return FactGroup(
            each=self.pointers(data.get("each", "")),
            about=str(data.get("about", "")),
            masked=str(data.get("masked", "")),
            tool=str(data.get("tool", "")),
            day=self.pointers(data.get("day", ())),
            when=self.conditions(data.get("when", ())),
            unless=self.conditions(data.get("unless", ())),
            fields=fields,
            facts=tuple(self.fact(one, fields) for one in data["facts"]),
        )

    def fact(
        self, data: Mapping[str, Any], fields: Mapping[str, tuple[str, ...]]
    ) -> FactRule:
        allowed = {"name", "take", "at", "options", "fold", "when", "says"}
        self._known(data, allowed, "a fact")
        name, take = str(data["name"]), str(data.get("take", "text"))
        if name not in self.titles:
            raise self._invalid(f"the fact {name} has no title")
        if take not in self.takes:
            raise self._invalid(f"unknown way to take a fact: {take}")
        fold = str(data.get("fold", ""))
        if fold not in FOLDS:
            raise self._invalid(f"unknown fold {fold}")
        at = data.get("at", "")
        if isinstance(at, str) and at in fields:
            at = fields[at]
        return FactRule(
            name=name,
            take=take,
            at=self.pointers(at),
            options=dict(data.get("options") or {}),
            fold=fold,
            when=self.conditions(data.get("when", ())),
            says=tuple(self.say(one) for one in data.get("says", ())),
        )

    def say(self, data: Mapping[str, Any]) -> Say:
        allowed = {
            "question",
            "measure",
            "is",
            "fits",
            "against",
            "fills",
            "over_days",
        }
        self._known(data, allowed, "what a fact says")
        measure = str(data.get("measure", "code"))
        if measure not in MEASURES:
            raise self._invalid(f"unknown measure {measure}")
        say = Say(
            question=str(data["question"]),
            measure=measure,
            values=tuple(data.get("is", ())),
            fits=tuple(data.get("fits", ())),
            against=tuple(data.get("against", ())),
            fills=str(data.get("fills", "")),
            over_days=int(data.get("over_days", 0)),
        )
        if set(say.fits) & set(say.against):
            raise self._invalid(f"{say.question} fits and contradicts at once")
        return say

    def conditions(self, data: Any) -> tuple[PointerCondition, ...]:
        return tuple(self.condition(one) for one in data)

    def condition(self, data: Mapping[str, Any]) -> PointerCondition:
        self._known(data, {"at", "is", "exists", "matches"}, "a condition")
        matches = data.get("matches")
        [at] = self.pointers(data["at"])
        return PointerCondition(
            at,
            tuple(data.get("is", ())),
            data.get("exists"),
            re.compile(matches) if matches is not None else None,
        )

    def pointers(self, data: Any) -> tuple[str, ...]:
        found = (data,) if isinstance(data, str) else tuple(data)
        for pointer in found:
            parts_of(pointer)
        return found

    def _known(
        self, data: Mapping[str, Any], allowed: Collection[str], what: str
    ) -> None:
        self.here = data
        if unknown := set(data) - set(allowed):
            raise self._invalid(
                f"unknown words in {what}: {', '.join(sorted(unknown))}"
            )

    def _invalid(self, why: str) -> RulesInvalid:
        return RulesInvalid(f"{self.name}: {why}", self.here)
