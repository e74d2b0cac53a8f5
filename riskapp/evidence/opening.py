"""One way in for whatever somebody hands over: a file, an inventory, an inventory as services."""

from __future__ import annotations

import json

from riskapp.evidence.decoding import decode
from riskapp.evidence.inventory import Inventory, is_inventory, read_inventory
from riskapp.evidence.model import FileReading
from riskapp.evidence.reading import Reader
from riskapp.evidence.services import from_cyclonedx, is_services


def readings_of(reader: Reader, content: bytes, name: str) -> list[FileReading]:
    """What a file says; an inventory of the collector says what all of its files say.

    Raises EvidenceRefused with FILE:LINE, as a whole where an inventory still holds a secret.
    """
    found = from_collector(reader, content, name)
    return [reader.read(content, name)] if found is None else found


def from_collector(
    reader: Reader, content: bytes, name: str
) -> list[FileReading] | None:
    """What an inventory of the collector says; None for any other file."""
    inventory = _inventory(reader, content, name)
    return None if inventory is None else inventory.readings()


def _inventory(reader: Reader, content: bytes, name: str) -> Inventory | None:
    start = content[:4000].decode("utf-8", "replace")
    if is_inventory(start):
        text = decode(content, name, reader.limits)
        return read_inventory(text, name, reader.redactor)
    if "riskapp:inventory:schema" not in start:
        return None
    text = decode(content, name, reader.limits)
    try:
        bom = json.loads(text)
        if not is_services(bom):
            return None
        plain = json.dumps(from_cyclonedx(bom), ensure_ascii=False)
    except (ValueError, RecursionError):
        return None  # the reader of bills of materials says what is wrong
    return read_inventory(plain, name, reader.redactor)
