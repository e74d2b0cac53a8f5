"""Audit entries in the words of those who collect events: OCSF and CEF."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable
from typing import Any

from riskapp.audit.models import AuditEntry
from riskapp.audit.queries.content import line_of

# Open Cybersecurity Schema Framework: Identity & Access Management, Entity Management.
OCSF_VERSION = "1.3.0"
OCSF_CATEGORY, OCSF_CLASS = 3, 3004
INFORMATIONAL = 1
# By the first or the last word of what happened; anything else is 99, other.
CREATE, READ, UPDATE, DELETE, OTHER = 1, 2, 3, 4, 99
ACTIVITIES = {
    CREATE: {"registered", "made", "started", "raised", "added", "opened", "issued"},
    READ: {"exported", "downloaded", "read", "looked"},
    UPDATE: {"changed", "edited", "decided", "replaced", "restored", "moved"},
    DELETE: {"removed", "deleted", "erased", "revoked", "archived", "withdrawn"},
}
CEF_SEVERITY = 3
LONGEST = 1000


def ocsf_of(entry: AuditEntry) -> dict[str, Any]:
    """An entry as an OCSF event."""
    activity = _activity(entry.action)
    event: dict[str, Any] = {
        "activity_id": activity,
        "category_uid": OCSF_CATEGORY,
        "class_uid": OCSF_CLASS,
        "type_uid": OCSF_CLASS * 100 + activity,
        "time": _milliseconds(entry),
        "severity_id": INFORMATIONAL,
        "message": f"{entry.actor_label}: {entry.action}",
        "actor": {"user": {"name": entry.actor_label}},
        "entity": {
            "type": entry.object_type,
            "uid": entry.object_id,
            "name": entry.object_label,
            "data": entry.after,
        },
        "metadata": {
            "version": OCSF_VERSION,
            "uid": str(entry.pk),
            "sequence": entry.position,
            "product": {"name": "riskapp", "vendor_name": "riskapp"},
        },
        "unmapped": {
            "action": entry.action,
            "before": entry.before,
            "hash": entry.hash,
            "previous_hash": entry.previous_hash,
        },
    }
    if activity == OTHER:
        event["activity_name"] = entry.action
    if entry.ip:
        event["src_endpoint"] = {"ip": str(entry.ip)}
    if entry.user_agent:
        event["http_request"] = {"user_agent": entry.user_agent}
    return event


def ocsf_line(entry: AuditEntry) -> str:
    """The same as one line of JSON Lines."""
    return json.dumps(ocsf_of(entry), ensure_ascii=False, allow_nan=False) + "\n"


def cef_line(entry: AuditEntry) -> str:
    """An entry as one line of the Common Event Format."""
    head = "|".join(
        _head(part)
        for part in (
            "CEF:0",
            "riskapp",
            "riskapp",
            "1",
            re.sub(r"[^a-z0-9]+", "-", entry.action.lower()).strip("-"),
            entry.action,
            str(CEF_SEVERITY),
        )
    )
    fields: dict[str, Any] = {
        "rt": _milliseconds(entry),
        "externalId": entry.pk,
        "suser": entry.actor_label,
        **_source(entry),
        "requestClientApplication": entry.user_agent,
        "cs1Label": "objectType",
        "cs1": entry.object_type,
        "cs2Label": "objectId",
        "cs2": entry.object_id,
        "cs3Label": "object",
        "cs3": entry.object_label,
        "cs4Label": "hash",
        "cs4": entry.hash,
        "cn1Label": "position",
        "cn1": entry.position,
    }
    if entry.after is not None:
        fields["msg"] = json.dumps(entry.after, ensure_ascii=False)[:LONGEST]
    told = (f"{name}={_value(str(value))}" for name, value in fields.items() if value)
    return f"{head}|{' '.join(told)}\n"


def _activity(action: str) -> int:
    words = set(action.split())
    for activity, known in ACTIVITIES.items():
        if words & known:
            return activity
    return OTHER


def _milliseconds(entry: AuditEntry) -> int:
    return int(entry.at.timestamp() * 1000)


def _source(entry: AuditEntry) -> dict[str, str]:
    """CEF keeps addresses of IPv4 and of IPv6 in different fields."""
    if not entry.ip:
        return {}
    if ipaddress.ip_address(entry.ip).version == 4:
        return {"src": str(entry.ip)}
    return {"c6a2Label": "Source IPv6 Address", "c6a2": str(entry.ip)}


def _head(text: str) -> str:
    return _one_line(text.replace("\\", "\\\\").replace("|", "\\|"))


def _value(text: str) -> str:
    return _one_line(text.replace("\\", "\\\\").replace("=", "\\="))


def _one_line(text: str) -> str:
    """No sign of a text begins another line, and with it another event."""
    return "".join(
        " " if ord(c) < 32 or c in "\x7f\x85\u2028\u2029" else c for c in text
    )


# An entry as a line with its end, by the name of the format.
WRITERS: dict[str, Callable[[AuditEntry], str]] = {
    "jsonl": line_of,
    "ocsf": ocsf_line,
    "cef": cef_line,
}
