"""A statement, and the keys around it."""

import datetime
import json

import pytest

from riskapp.statements.answers import (
    Attestation,
    Issuer,
    SignedAnswer,
    TrustedIssuer,
    signed_answers,
    verified,
)
from riskapp.statements.envelope import new_key, public_of

NOW = datetime.datetime(2026, 11, 29, 12, tzinfo=datetime.UTC)
ISSUER = Issuer("0b7f0d0e-3a52-4f0e-9a50-5f1f33c8c1aa", "Bank of Somewhere")
ANSWERS = (
    SignedAnswer("GOV-01", "", "yes"),
    SignedAnswer("GOV-09", "", {"value": "24", "unit": "hours"}),
    SignedAnswer("T-01", "1", "Cursor “Business” ä"),
    SignedAnswer("T-02", "1", ["a", "b"]),
)


class Desk:
    """Signs with a key, trusts it, and reads what comes."""

    def __init__(self):
        self.secret = new_key()
        self.trusted = [TrustedIssuer(public_of(self.secret), ISSUER.id)]

    def claim(self, **changed):
        said = {
            "questionnaire": "ai-tools",
            "version": "3",
            "is_short": False,
            "vendor": "Acme Soft",
            "domain": "acme.example",
            "issuer": ISSUER,
            "attested_by": "Vera Vendor",
            "attested_as": "CTO",
            "attested_at": NOW - datetime.timedelta(days=10),
            "expires_at": NOW + datetime.timedelta(days=10),
            "submitted": "ab" * 32,
        }
        return Attestation(**said | changed)

    def signed(self, shown=ANSWERS, left_out=(), *, secret=None, **changed):
        claim = self.claim(**changed)
        return signed_answers(claim, shown, left_out, secret=secret or self.secret)

    def read(self, content, **more):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        return verified(data, more.get("trusted", self.trusted), now=NOW)


@pytest.fixture
def desk() -> Desk:
    return Desk()
