"""Data as few bytes: JSON, compressed.

A database that is handed long JSON takes it apart, compresses it slowly and does the reverse
for whoever reads it. Where no statement asks into it, it is kept as bytes that only we open.
"""

from __future__ import annotations

from typing import Any

import orjson
from backports import zstd

from riskapp.common.many import as_bytes

# The first level: the next ones cost a third more for three bytes in a hundred.
LEVEL = 1


def packed(data: Any) -> bytes:
    """Data as JSON would keep it, decimals as text."""
    return zstd.compress(as_bytes(data), LEVEL)


def unpacked(content: bytes | memoryview) -> Any:
    """What was packed."""
    return orjson.loads(zstd.decompress(content))


def packed_text(text: str) -> bytes:
    """JSON that is there as text, packed."""
    return zstd.compress(text.encode(), LEVEL)


def unpacked_text(content: bytes | memoryview) -> str:
    """The JSON of what was packed."""
    return zstd.decompress(content).decode()
