"""StatementFault a file of signed answers is refused; whoever shows it words it."""

from __future__ import annotations

from enum import StrEnum


class StatementFault(StrEnum):
    """One reason for each way in which a file can be wrong, in the order of the checks."""

    TOO_BIG = "too_big"
    NOT_SIGNED_ANSWERS = "not_signed_answers"
    KEY_EMBEDDED = "key_embedded"
    TYPE_CHANGED = "type_changed"
    SIGNATURES = "signatures"
    ALGORITHM = "algorithm"
    KEY_UNKNOWN = "key_unknown"
    SIGNATURE_WRONG = "signature_wrong"
    NOT_CANONICAL = "not_canonical"
    STATEMENT_UNKNOWN = "statement_unknown"
    OTHER_ISSUER = "other_issuer"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    CONTENT_SWAPPED = "content_swapped"


class StatementRefused(Exception):
    """A file of signed answers cannot be relied on; ``what`` names the key, day or place."""

    def __init__(self, why: StatementFault, what: str = "") -> None:
        self.why = why
        self.what = what
        super().__init__(f"{why}: {what}" if what else str(why))
