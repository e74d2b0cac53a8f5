"""An inventory as services of a CycloneDX 1.7 bill of materials, and back without a loss.

Each file that was read is a service. What CycloneDX has a word for stands there (name,
provider, endpoints, outbound data); all of it stands in properties as well, by this taxonomy:

=============================  ==================================================================
``riskapp:inventory:*``        of the whole: schema, day, people, rules, left_out
``riskapp:place:*``            of the file: where it was, its name, digest, format, grade, day
``riskapp:tool:NAME``          a fact about the tool itself, its model, its approval, its servers
``riskapp:scope:NAME``         a fact about rights held, used and not used
``riskapp:credential:NAME``    a fact about a credential
``riskapp:secret:KIND``        what is left of a secret
``riskapp:note``               a warning
=============================  ==================================================================

The value of a fact or secret is a JSON object, with its keys in order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from riskapp.evidence.inventory import SCHEMA
from riskapp.evidence.rules import Rules

PREFIX = "riskapp:"
VERSION = "1.7"
_WHOLE = ("schema", "day", "people", "rules", "left_out")
_PLACE = (
    "place",
    "people",
    "file",
    "sha256",
    "size",
    "format",
    "parser",
    "tool",
    "grade",
    "data_day",
    "data_day_basis",
)
_GROUPS = {"rights": "scope", "credential": "credential"}
_HOSTS = ("mcp.host", "model.host", "service.endpoint")


def to_cyclonedx(inventory: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    """The plain data of an inventory as the plain data of a bill of materials."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": VERSION,
        "version": 1,
        "metadata": {
            "timestamp": f"{inventory['day']}T00:00:00Z",
            "properties": [
                _property(f"inventory:{key}", inventory[key]) for key in _WHOLE
            ],
        },
        "services": [
            _service(file, number, rules)
            for number, file in enumerate(inventory["files"])
        ],
    }


def from_cyclonedx(bom: Mapping[str, Any]) -> dict[str, Any]:
    """The plain data of the inventory that a bill of materials was made of.

    What comes out has to be checked like an inventory from a stranger. Raises ValueError
    where the bill was made of something else.
    """
    try:
        whole = dict(_read(bom["metadata"]["properties"], "inventory:"))
        files = [_file(service) for service in bom["services"]]
        return {
            **{key: whole[key] for key in _WHOLE if key != "left_out"},
            "files": files,
            "left_out": whole["left_out"],
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"the bill of materials holds no {SCHEMA}") from error


def is_services(bom: Any) -> bool:
    """Whether plain data is a bill of materials that was made of an inventory."""
    if not isinstance(bom, dict) or bom.get("bomFormat") != "CycloneDX":
        return False
    metadata = bom.get("metadata")
    properties = metadata.get("properties") if isinstance(metadata, dict) else None
    return isinstance(properties, list) and any(
        isinstance(one, dict) and one.get("name") == f"{PREFIX}inventory:schema"
        for one in properties
    )


def _service(file: Mapping[str, Any], number: int, rules: Rules) -> dict[str, Any]:
    known = rules.tool_of(file["tool"])
    provider = rules.provider(known.provider) if known else None
    facts = file["facts"]
    hosts = _words(fact["value"] for fact in facts if fact["name"] in _HOSTS)
    sent = _words(
        code
        for fact in facts
        if fact["name"] == "tool.sends" and isinstance(fact["value"], list)
        for code in fact["value"]
    )
    service: dict[str, Any] = {
        "bom-ref": f"file-{number}",
        "name": known.title if known else file["file"] or file["format"],
    }
    if provider:
        service["provider"] = {"name": provider.title}
    if hosts:
        service["endpoints"] = [f"https://{host}" for host in hosts]
    if sent:
        service["data"] = [
            {"flow": "outbound", "classification": code} for code in sent
        ]
    service["properties"] = [
        *(_property(f"place:{key}", file[key]) for key in _PLACE),
        *(_property(f"{_group(fact['name'])}:{fact['name']}", fact) for fact in facts),
        *(_property(f"secret:{one['kind']}", one) for one in file["secrets"]),
        *(_property("note", warning) for warning in file["warnings"]),
    ]
    return service


def _words(values: Iterable[Any]) -> list[str]:
    """The texts among values, each once; the inventory of a stranger may hold others."""
    return sorted({value for value in values if isinstance(value, str)})


def _file(service: Mapping[str, Any]) -> dict[str, Any]:
    found = list(_read(service["properties"], ""))
    place = {
        name.split(":", 1)[1]: value
        for name, value in found
        if name.startswith("place:")
    }
    groups = ("tool:", "scope:", "credential:")
    return {
        **{key: place[key] for key in _PLACE},
        "facts": [value for name, value in found if name.startswith(groups)],
        "secrets": [value for name, value in found if name.startswith("secret:")],
        "warnings": [value for name, value in found if name == "note"],
    }


def _group(name: str) -> str:
    return _GROUPS.get(name.split(".", maxsplit=1)[0], "tool")


def _property(name: str, value: Any) -> dict[str, str]:
    return {"name": f"{PREFIX}{name}", "value": json.dumps(value, ensure_ascii=False)}


def _read(properties: Any, start: str) -> Iterator[tuple[str, Any]]:
    whole = PREFIX + start
    for one in properties:
        name = one["name"]
        if name.startswith(whole):
            yield name[len(whole) :], json.loads(one["value"])
