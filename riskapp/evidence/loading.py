"""The shipped rules, and readers with every format there is."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from questionnaires.document.source import read_yaml
from riskapp.evidence.limits import Limits
from riskapp.evidence.readers.yaml_text import open_yaml
from riskapp.evidence.reading import OPENERS, Reader
from riskapp.evidence.rules import Rules, rules_from
from riskapp.evidence.secrets import Redactor
from riskapp.evidence.takes import TAKES

CONTENT = Path(__file__).parent / "content"


def rules_data() -> dict[str, Any]:
    """Everything in ``content/`` as plain data, ready to be written as JSON.

    Formats stand in the order of their files' names, which is the order they are tried in.
    """
    known = _data("tools.yaml")
    return {
        "formats": [
            _data(f"formats/{path.name}")
            for path in sorted((CONTENT / "formats").glob("*.yaml"))
        ],
        "groups": _data("groups.yaml")["groups"],
        "tools": known["tools"],
        "providers": known["providers"],
        "secrets": _data("secrets.yaml"),
        "titles": _data("facts.yaml")["facts"],
        "places": _data("places.yaml"),
    }


@lru_cache(maxsize=1)
def core_rules() -> Rules:
    """The rules as shipped; raises RulesInvalid where a file is wrong."""
    return rules_from(rules_data(), TAKES)


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


def _data(name: str) -> dict[str, Any]:
    text = (CONTENT / name).read_text("utf-8")
    data: dict[str, Any] = read_yaml(text, name).data
    return data
