"""SARIF 2.1.0: each weakness as a rule, each place where it was found as a result of it.

Code scanners and their viewers read it. Places are logical ones, a tool or the engagement:
nobody looked into source code here. An accepted risk is a suppressed result; what is settled is
not in the file.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from riskapp.findings.choices import FindingState
from riskapp.reports.files.oscal import SPACE
from riskapp.scoring.themes import SEVERITY_OF_RISK

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"critical": "error", "high": "error", "moderate": "warning", "low": "note"}
# The lower end of the class that viewers of SARIF sort "security-severity" into.
SECURITY_SEVERITY = {"critical": "9.0", "high": "7.0", "moderate": "4.0", "low": "1.0"}


def weaknesses(context: Mapping[str, Any]) -> dict[str, Any]:
    """The whole log with one run; the same report gives the same one."""
    about = context["about"]
    groups = list(zip(_rule_ids(context), context["findings"], strict=True))
    run_id = uuid.uuid5(SPACE, f"{about.inputs_digest or about.digest} sarif")
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "riskapp",
                        "version": context["data"]["model"],
                        "rules": [_rule(rule, group) for rule, group in groups],
                    }
                },
                "automationDetails": {
                    "id": f"riskapp/{about.digest[:12]}/",
                    "guid": str(run_id),
                },
                "results": [
                    result
                    for index, (rule, group) in enumerate(groups)
                    for result in _results(context, index, rule, group)
                ],
                "properties": {
                    "vendor": about.vendor,
                    "engagement": about.engagement,
                    "rating": context["rating"],
                    "answersSha256": about.digest,
                },
            }
        ],
    }


def _rule_ids(context: Mapping[str, Any]) -> Iterator[str]:
    """The question of each weakness, with a number where a question has several."""
    seen: dict[str, int] = {}
    for group in context["findings"]:
        name = group["question"] or "finding"
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name}/{seen[name]}"


def _rule(rule: str, group: Mapping[str, Any]) -> dict[str, Any]:
    severity = _severity(group)
    found: dict[str, Any] = {
        "id": rule,
        "shortDescription": {"text": group["text"]},
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {
            "tags": ["security", *group["rules"], *group["criteria"]],
            "security-severity": SECURITY_SEVERITY[severity],
        },
    }
    if group["remedy"]:
        found["help"] = {"text": group["remedy"]}
    return found


def _results(
    context: Mapping[str, Any], index: int, rule: str, group: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    lines = group["lines"] or [{"tool": tool} for tool in group["tools"]] or [{}]
    for line in lines:
        yield _result(context, index, rule, group, line)


def _result(
    context: Mapping[str, Any],
    index: int,
    rule: str,
    group: Mapping[str, Any],
    line: Mapping[str, Any],
) -> dict[str, Any]:
    about = context["about"]
    tool = line.get("tool", "")
    place = tool or about.engagement or about.vendor
    whole = "/".join(filter(None, (about.vendor, about.engagement, tool)))
    facts = {"state": line.get("state"), "owner": line.get("owner")}
    due = line.get("due_on")
    found: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": index,
        "level": LEVELS[_severity(group)],
        "kind": "fail",
        "message": {"text": group["text"]},
        "locations": [
            {
                "logicalLocations": [
                    {"name": place, "fullyQualifiedName": whole, "kind": "resource"}
                ]
            }
        ],
        "partialFingerprints": {"weakness/v1": _fingerprint(rule, group, tool)},
    }
    if line.get("state") == FindingState.ACCEPTED:
        found["suppressions"] = [{"kind": "external", "status": "accepted"}]
    kept = {name: value for name, value in facts.items() if value}
    if due:
        kept["due"] = str(due)
    if kept:
        found["properties"] = kept
    return found


def _severity(group: Mapping[str, Any]) -> str:
    """As somebody set it, else as the answer itself weighs."""
    return group["severity"] or SEVERITY_OF_RISK.get(group["risk"], "low")


def _fingerprint(rule: str, group: Mapping[str, Any], tool: str) -> str:
    """The same weakness in the same place has it in every report."""
    plain = "\n".join((rule, group["text"], tool))
    return hashlib.sha256(plain.encode()).hexdigest()
