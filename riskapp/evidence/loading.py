"""The shipped rules, and readers with every format there is."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import Path, Source, read_file
from riskapp.evidence.limits import Limits
from riskapp.evidence.readers.yaml_text import open_yaml
from riskapp.evidence.reading import OPENERS, Reader
from riskapp.evidence.rules import Rules, RulesInvalid, rules_from
from riskapp.evidence.secrets import Redactor
from riskapp.evidence.takes import TAKES

CONTENT = FilePath(__file__).parent / "content"


def rules_data() -> dict[str, Any]:
    """Everything in ``content/`` as plain data, ready to be written as JSON.

    Formats stand in the order of their files' names, which is the order they are tried in.
    """
    return _together(_read)


def _together(read: Callable[[str], Source]) -> dict[str, Any]:
    def data(name: str) -> dict[str, Any]:
        found: dict[str, Any] = read(name).data
        return found

    known = data("tools.yaml")
    return {
        "formats": [
            data(f"formats/{path.name}")
            for path in sorted((CONTENT / "formats").glob("*.yaml"))
        ],
        "groups": data("groups.yaml")["groups"],
        "tools": known["tools"],
        "providers": known["providers"],
        "secrets": data("secrets.yaml"),
        "titles": data("facts.yaml")["facts"],
        "places": data("places.yaml"),
    }


@lru_cache(maxsize=1)
def core_rules() -> Rules:
    """The rules as shipped; raises DocumentError with the line where a file is wrong."""
    return checked_rules(_read)


def checked_rules(read: Callable[[str], Source]) -> Rules:
    """The rules in the files that ``read`` gives by their names; raises DocumentError with
    the line of the first part that is wrong."""
    sources: list[Source] = []

    def remembered(name: str) -> Source:
        sources.append(read(name))
        return sources[-1]

    try:
        return rules_from(_together(remembered), TAKES)
    except RulesInvalid as error:
        for source in sources if error.where is not None else ():
            path = _path_of(error.where, source.data)
            if path is not None:
                fault = source.fault(path, str(error), "rules as docs/evidence.md says")
                raise DocumentError((fault,)) from error
        raise


def reader_for(
    key: bytes, limits: Limits | None = None, *, recheckable: bool = False
) -> Reader:
    """A reader of every format, whose hashes are made with a key of at least 16 bytes."""
    return Reader(
        core_rules(),
        Redactor(core_rules().secrets, key),
        limits or Limits(),
        {**OPENERS, "yaml": open_yaml},
        recheckable,
    )


def _read(name: str) -> Source:
    return read_file(CONTENT / name, name)


def _path_of(wanted: object, data: Any, path: Path = ()) -> Path | None:
    """Where a part of plain data stands, by identity."""
    if data is wanted:
        return path
    parts: Any = ()
    if isinstance(data, dict):
        parts = data.items()
    elif isinstance(data, list):
        parts = enumerate(data)
    paths = (_path_of(wanted, part, (*path, key)) for key, part in parts)
    return next((found for found in paths if found is not None), None)
