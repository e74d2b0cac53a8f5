"""Read one file from standard input and say what it shows; runs in a process of its own.

The first line is a JSON object: ``name``, ``key`` (hex), ``rules``, ``recheckable``; the rest
is the file. The answer is ``{"readings": […]}``, ``{"activity": {…}}`` for daily totals of agents,
``{"refused": [[line, what, expected], …]}`` or ``{"secrets": [[line, kind], …]}``: whatever still
looks like a secret refuses it whole.
"""

from __future__ import annotations

import json
import sys
from itertools import islice
from typing import Any

from questionnaires.confined.limiting import confine
from riskapp.baselines.reading import LIMITS, activity_data, is_activity, read_activity
from riskapp.evidence.decoding import decode
from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.exporting import reading_data
from riskapp.evidence.limits import Limits
from riskapp.evidence.model import FileReading
from riskapp.evidence.opening import from_collector
from riskapp.evidence.readers.yaml_text import open_yaml
from riskapp.evidence.reading import OPENERS, Reader, unwrapped
from riskapp.evidence.redacting import found_in, marks_in
from riskapp.evidence.rules import rules_from
from riskapp.evidence.secrets import Redactor
from riskapp.evidence.takes import TAKES

SECONDS = 20
MEMORY = 700 * 1024 * 1024
MAX_BYTES = 10_000_000
MAX_FACTS = 5_000
MAX_TOLD = 100


def main() -> None:
    """Answer in JSON; nothing of the file is quoted but its facts."""
    head, _line, content = sys.stdin.buffer.read().partition(b"\n")
    asked = json.loads(head)
    rules = rules_from(asked["rules"], TAKES)
    reader = Reader(
        rules,
        Redactor(rules.secrets, bytes.fromhex(asked["key"])),
        Limits(bytes=MAX_BYTES, facts=MAX_FACTS, seconds=SECONDS),
        {**OPENERS, "yaml": open_yaml},
        asked["recheckable"],
    )
    confine(seconds=SECONDS, memory=MEMORY, files=3)
    try:
        answer = _read(reader, content, asked["name"])
    except EvidenceFileRefused as error:
        answer = {
            "refused": [
                [fault.line, fault.what, fault.expected]
                for fault in error.faults[:MAX_TOLD]
            ]
        }
    except (MemoryError, RecursionError):
        answer = {"refused": [[1, "the file needs too much memory", ""]]}
    sys.stdout.write(json.dumps(answer))


def _read(reader: Reader, content: bytes, name: str) -> dict[str, Any]:
    if is_activity(content[:2000].decode("utf-8", "replace")):
        left = _secrets_left(reader, decode(content, name, LIMITS), name)
        if left:
            return {"secrets": left}
        return {"activity": activity_data(read_activity(content, name))}
    readings = from_collector(reader, content, name)
    if readings is None:
        text = decode(content, name, reader.limits)
        left = _secrets_left(reader, text, name)
        if left:
            return {"secrets": left}
        reading = reader.read(content, name)
        left = _beside(reading, text)
        if left:
            return {"secrets": left}
        readings = [reading]
    elif sum(len(one.facts) for one in readings) > MAX_FACTS:
        return {"refused": [[1, "the inventory holds too many facts", ""]]}
    return {"readings": [reading_data(reading) for reading in readings]}


def _secrets_left(reader: Reader, text: str, name: str) -> list[list[Any]]:
    """What still looks like a secret in the text, and in a table that is wrapped in it."""
    found = [[one.line, one.kind] for one in islice(found_in(text, reader.redactor), MAX_TOLD)]  # fmt: skip
    inner, _day = unwrapped(text, name, reader.limits)
    if inner is not text:
        found += [[1, one.kind] for one in islice(found_in(inner, reader.redactor), 1)]
    return found


def _beside(reading: FileReading, text: str) -> list[list[Any]]:
    """Secrets that show in the structure of a file alone, and bear no mark."""
    marks = marks_in(text)
    return [
        [secret.line or 1, secret.kind]
        for secret in reading.secrets[:MAX_TOLD]
        if (secret.kind, secret.last_four, secret.keyed_hash) not in marks
    ]
