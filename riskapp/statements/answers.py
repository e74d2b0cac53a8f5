"""A statement about answers: what it says, how it is made, and what one that comes says."""

from __future__ import annotations

import datetime
import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from riskapp.statements.canonical import canonical, read_strictly
from riskapp.statements.envelope import enveloped, keyid_of, opened
from riskapp.statements.errors import StatementFault, StatementRefused
from riskapp.statements.names import plain_name

FORMAT = "riskapp-signed-answers 1"
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://riskapp.example/signed-answers/v1"
MAX_BYTES = 4_000_000
MAX_LEAVES = 10_000
# Clocks of two machines differ by so much.
AHEAD = datetime.timedelta(minutes=10)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SALT = re.compile(r"[0-9a-f]{32}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SignedAnswer:
    """One answer: the question, the entry it belongs to (a name within the file, or ""), and
    the canonical value."""

    question: str
    entry: str
    value: Any

    def digest(self, salt: str) -> str:
        """SHA-256 over the salt and the canonical answer, in hexadecimal."""
        data = {"entry": self.entry, "question": self.question, "value": self.value}
        return hashlib.sha256(salt.encode() + canonical(data)).hexdigest()


@dataclass(frozen=True, slots=True)
class Issuer:
    """Which organisation signed: an id that stays, and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Attestation:
    """What a statement says besides the answers. Moments are in UTC; ``submitted`` is the
    digest that the answers were frozen with where they were given."""

    questionnaire: str
    version: str
    is_short: bool
    vendor: str
    domain: str
    issuer: Issuer
    attested_by: str
    attested_as: str
    attested_at: datetime.datetime
    expires_at: datetime.datetime
    submitted: str


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """Whose statements are believed: the key, and the organisation that it belongs to."""

    public: bytes
    issuer: str

    @property
    def keyid(self) -> str:
        """The name of the key."""
        return keyid_of(self.public)


@dataclass(frozen=True, slots=True)
class Verified:
    """A statement that holds: what it says, the answers that are shown, how many are not."""

    claim: Attestation
    keyid: str
    shown: tuple[SignedAnswer, ...]
    left_out: int


def signed_answers(
    claim: Attestation,
    shown: Iterable[SignedAnswer],
    left_out: Iterable[SignedAnswer],
    *,
    secret: bytes,
) -> bytes:
    """A file of signed answers; of those ``left_out`` there is a salted digest and no more.

    The salts are new each time, so that two files cannot be told to be about the same answers.
    """
    disclosed, digests = [], []
    for answer in shown:
        salt = secrets.token_hex(16)
        digests.append(answer.digest(salt))
        disclosed.append(
            {
                "entry": answer.entry,
                "question": answer.question,
                "salt": salt,
                "value": answer.value,
            }
        )
    digests += [answer.digest(secrets.token_hex(16)) for answer in left_out]
    digests.sort()  # where a digest stands does not tell which question it is
    envelope = enveloped(canonical(_statement(claim, digests)), secret)
    return canonical({"disclosed": disclosed, "envelope": envelope, "format": FORMAT})


def looks_signed(content: bytes) -> bool:
    """Whether a file means to be one of signed answers, or an envelope without answers."""
    start = content.lstrip()[:1] == b"{"
    return start and (b'"envelope"' in content or b'"payloadType"' in content)


def verified(
    content: bytes, trusted: Iterable[TrustedIssuer], *, now: datetime.datetime
) -> Verified:
    """What a file of signed answers says, once everything about it holds.

    Raises StatementRefused with the first thing that does not.
    """
    if len(content) > MAX_BYTES:
        raise StatementRefused(StatementFault.TOO_BIG)
    try:
        data = read_strictly(content)
    except ValueError as error:
        raise StatementRefused(StatementFault.NOT_SIGNED_ANSWERS) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise StatementRefused(StatementFault.NOT_SIGNED_ANSWERS)
    known = {one.keyid: one for one in trusted}
    keyid, payload = opened(
        data.get("envelope"), {name: one.public for name, one in known.items()}
    )
    if set(data) != {"disclosed", "envelope", "format"}:
        raise StatementRefused(StatementFault.NOT_SIGNED_ANSWERS)
    statement = _canonical_statement(payload)
    claim, digests = _claim(statement), _digests(statement)
    if claim.issuer.id != known[keyid].issuer:
        raise StatementRefused(StatementFault.OTHER_ISSUER, claim.issuer.name)
    if claim.attested_at > now + AHEAD:
        raise StatementRefused(
            StatementFault.NOT_YET, claim.attested_at.date().isoformat()
        )
    if claim.expires_at <= now:
        raise StatementRefused(
            StatementFault.EXPIRED, claim.expires_at.date().isoformat()
        )
    shown = _shown(data["disclosed"], digests)
    return Verified(claim, keyid, shown, len(digests) - len(shown))


def _statement(claim: Attestation, digests: list[str]) -> dict[str, Any]:
    return {
        "_type": STATEMENT,
        "subject": [
            {
                "digest": {"sha256": hashlib.sha256(canonical(digests)).hexdigest()},
                "name": f"{claim.questionnaire}@{claim.version}",
            }
        ],
        "predicateType": PREDICATE,
        "predicate": {
            "answers": digests,
            "attested": {
                "at": _moment(claim.attested_at),
                "name": claim.attested_by,
                "role": claim.attested_as,
            },
            "expires": _moment(claim.expires_at),
            "form": "short" if claim.is_short else "whole",
            "issuer": {"id": claim.issuer.id, "name": claim.issuer.name},
            "questionnaire": {"id": claim.questionnaire, "version": claim.version},
            "submitted": {"sha256": claim.submitted},
            "vendor": {"domain": claim.domain, "name": claim.vendor},
        },
    }


def _canonical_statement(payload: bytes) -> Mapping[str, Any]:
    """The statement, written in the one way there is; then two readers read the same."""
    try:
        statement = read_strictly(payload)
    except ValueError as error:
        raise StatementRefused(StatementFault.NOT_CANONICAL) from error
    if canonical(statement) != payload:
        raise StatementRefused(StatementFault.NOT_CANONICAL)
    if (
        not isinstance(statement, dict)
        or set(statement) != {"_type", "subject", "predicateType", "predicate"}
        or statement["_type"] != STATEMENT
        or statement["predicateType"] != PREDICATE
    ):
        raise StatementRefused(StatementFault.STATEMENT_UNKNOWN)
    return statement


def _claim(statement: Mapping[str, Any]) -> Attestation:
    try:
        given = statement["predicate"]
        questionnaire, attested = given["questionnaire"], given["attested"]
        issuer, vendor = given["issuer"], given["vendor"]
        claim = Attestation(
            questionnaire=plain_name(questionnaire["id"]),
            version=plain_name(questionnaire["version"]),
            is_short=given["form"] == "short",
            vendor=plain_name(vendor["name"]),
            domain=plain_name(vendor["domain"], may_be_empty=True),
            issuer=Issuer(plain_name(issuer["id"]), plain_name(issuer["name"])),
            attested_by=plain_name(attested["name"]),
            attested_as=plain_name(attested["role"]),
            attested_at=_at(attested["at"]),
            expires_at=_at(given["expires"]),
            submitted=plain_name(given["submitted"]["sha256"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise StatementRefused(StatementFault.STATEMENT_UNKNOWN) from error
    if given["form"] not in ("short", "whole"):
        raise StatementRefused(StatementFault.STATEMENT_UNKNOWN)
    return claim


def _digests(statement: Mapping[str, Any]) -> list[str]:
    """The digests of all answers; the subject of the statement is what they come to."""
    digests = statement["predicate"].get("answers")
    if (
        not isinstance(digests, list)
        or len(digests) > MAX_LEAVES
        or not all(isinstance(one, str) and _DIGEST.fullmatch(one) for one in digests)
        or digests != sorted(set(digests))
    ):
        raise StatementRefused(StatementFault.STATEMENT_UNKNOWN)
    expected = _statement(_claim(statement), digests)["subject"]
    if statement["subject"] != expected:
        raise StatementRefused(StatementFault.CONTENT_SWAPPED)
    return digests


def _shown(disclosed: Any, digests: list[str]) -> tuple[SignedAnswer, ...]:
    """The answers beside the statement, each of which must be one that was signed."""
    if not isinstance(disclosed, list) or len(disclosed) > len(digests):
        raise StatementRefused(StatementFault.CONTENT_SWAPPED)
    signed = set(digests)
    found: dict[tuple[str, str], SignedAnswer] = {}
    for one in disclosed:
        if not isinstance(one, dict) or set(one) != {
            "entry",
            "question",
            "salt",
            "value",
        }:
            raise StatementRefused(StatementFault.NOT_SIGNED_ANSWERS)
        question, entry, salt = one["question"], one["entry"], one["salt"]
        if (
            not isinstance(question, str)
            or not _ID.fullmatch(question)
            or not isinstance(entry, str)
            or (entry and not _ID.fullmatch(entry))
            or not isinstance(salt, str)
            or not _SALT.fullmatch(salt)
        ):
            raise StatementRefused(StatementFault.NOT_SIGNED_ANSWERS)
        answer = SignedAnswer(question, entry, one["value"])
        if answer.digest(salt) not in signed or (question, entry) in found:
            raise StatementRefused(StatementFault.CONTENT_SWAPPED, question)
        found[question, entry] = answer
    return tuple(found.values())


def _moment(moment: datetime.datetime) -> str:
    utc = moment.astimezone(datetime.UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ")


def _at(given: str) -> datetime.datetime:
    if not _MOMENT.fullmatch(given):
        raise ValueError(given)
    return datetime.datetime.fromisoformat(given)
