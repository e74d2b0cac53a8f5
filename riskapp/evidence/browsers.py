"""The rules by which secrets are found, as a browser takes them (``static/js/redactor.js``)."""

from __future__ import annotations

from typing import Any

from riskapp.evidence.expressions import (
    CARRIERS,
    DEEPEST,
    GLUED_FOR,
    HELD_FOR,
    NAMED_FOR,
    NAMES,
    PATTERNS,
    PIECE,
    VALUES,
    hint_of,
)
from riskapp.evidence.secrets import HOLDERS, SecretRules


def browser_rules(data: dict[str, Any], rules: SecretRules) -> dict[str, Any]:
    """What a browser needs to find the same: the rules as data, and the expressions.

    ``data`` are the rules as they were read; what is white space is written out, because to a
    browser it is more than to Python.
    """
    return {
        "kinds": [
            {
                "kind": one.kind,
                "start": one.start,
                "pattern": _plain(one.pattern.pattern),
                "group": one.group,
            }
            for one in rules.kinds
        ],
        "names": data["names"],
        "but_not": data["but_not"],
        "placeholders": [str(word) for word in data["placeholders"]],
        "whole": [_plain(one.pattern) for one in rules.whole],
        "patterns": {
            **{name: _plain(pattern) for name, pattern in PATTERNS.items()},
            "hint": hint_of(rules),
            "ending": f"(?:{hint_of(rules)})$",
        },
        "passwords": data["passwords"],
        "glued": [
            {"start": str(one["start"]), "pattern": _plain(one["pattern"])}
            for one in data["glued"]
        ],
        "variable": _plain(data["variable"]),
        "carriers": sorted(CARRIERS),
        "holders": sorted(HOLDERS),
        "held_for": HELD_FOR,
        "glued_for": GLUED_FOR,
        "deepest": DEEPEST,
        "entry_names": sorted(NAMES),
        "entry_values": sorted(VALUES),
        "named_for": NAMED_FOR,
        "piece": PIECE,
    }


def _plain(pattern: str) -> str:
    """An expression whose white space is written out."""
    made, inside, at = [], False, 0
    while at < len(pattern):
        two = pattern[at : at + 2]
        if two == "\\s":
            made.append(" \\t\\n\\r\\f\\v" if inside else "[ \\t\\n\\r\\f\\v]")
        elif two == "\\S":
            made.append("[^ \\t\\n\\r\\f\\v]")
        elif two[0] == "\\":
            made.append(two)
        else:
            inside = two[0] == "[" or (inside and two[0] != "]")
            made.append(two[0])
            at += 1
            continue
        at += 2
    return "".join(made)
