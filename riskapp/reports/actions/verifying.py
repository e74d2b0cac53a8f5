"""Whether a report is genuine: by the code on its cover or by the file. Nothing else is told."""

from __future__ import annotations

import re
import zlib

from riskapp.common.wall import of_everything
from riskapp.reports.choices import VerificationResult
from riskapp.reports.queries.inputs import sha256_of
from riskapp.reports.queries.standing import issued, standing_of

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}")
MARK = re.compile(rb"riskapp-report:(" + CODE.pattern.encode() + rb")")
# What is looked into of a file that is not known by its bytes.
STREAMS = 4000
STREAM_BYTES = 65_536


def code_in(text: str) -> str:
    """A code as it stands on a cover, however it was typed; empty when it is none."""
    letters = re.sub(r"[^0-9A-Z]", "", text.upper())
    letters = letters.replace("O", "0").replace("I", "1").replace("L", "1")
    code = "-".join(letters[at : at + 4] for at in (0, 4, 8))
    return code if len(letters) == 12 and CODE.fullmatch(code) else ""


@of_everything("whether a report is genuine")
def standing_of_code(code: str) -> VerificationResult:
    """How the report with this code stands today."""
    report = issued().filter(code=code).first() if code else None
    return standing_of(report) if report is not None else VerificationResult.UNKNOWN


@of_everything("whether a report is genuine")
def standing_of_file(content: bytes, code: str = "") -> VerificationResult:
    """How the report with these bytes stands; altered, when it carries (or is said to
    carry) a code that was issued for other bytes."""
    report = issued().filter(sha256=sha256_of(content)).first()
    if report is not None:
        return standing_of(report)
    code = _code_within(content) or code
    if code and issued().filter(code=code).exists():
        return VerificationResult.ALTERED
    return VerificationResult.UNKNOWN


def _code_within(content: bytes) -> str:
    """The code a report carries in its description of itself. The file is a stranger's: it
    is only searched, never interpreted, and only so far."""
    found = MARK.search(content)
    at = 0
    for _turn in range(STREAMS):
        if found is not None:
            return found.group(1).decode("ascii")
        at = content.find(b"stream", at)
        if at < 0:
            break
        at += len(b"stream")
        start = at + (2 if content[at : at + 2] == b"\r\n" else 1)
        try:
            plain = zlib.decompressobj().decompress(
                content[start : start + STREAM_BYTES], STREAM_BYTES
            )
        except zlib.error:
            continue
        found = MARK.search(plain)
    return ""
