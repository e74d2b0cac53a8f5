"""Text that strangers wrote, as a document of ours can hold it."""

from __future__ import annotations

import re

# What no XML document may hold, and what turns the words around it that are ours.
UNSEEN = re.compile(
    r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)


def printable(text: str) -> str:
    """The text without the characters that a document cannot hold or that turn others round."""
    return UNSEEN.sub("", text)
