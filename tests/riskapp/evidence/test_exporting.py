"""Facts and claims as plain data."""

import json

from riskapp.evidence.comparing import Claim
from riskapp.evidence.exporting import (
    claim_data,
    evidence_data,
    fact_data,
    reading_data,
    reading_from,
    secret_data,
)
from riskapp.evidence.model import (
    CONFIRMS,
    CONTRADICTS,
    COPY,
    NOT_IN_FILE,
    STATED,
    Fact,
    FileReading,
    Secret,
)

FACT = Fact("rights", ("a", "b"), "bot", "cursor", "/r", 3, "2026-11-01")
SECRET = Secret("kind", "wxyz", "b" * 32, "NAME", "bot", "/s", 4)
READING = FileReading(
    "a.json", "c" * 64, 12, "notes", 2, COPY, "2026-11-20", STATED, (FACT,), (SECRET,), ("cut",), "cursor"
)  # fmt: skip
READ = {
    "file": "a.json",
    "sha256": "c" * 64,
    "size": 12,
    "format": "notes",
    "parser": 2,
    "tool": "cursor",
    "grade": "supplier's copy",
    "data_day": "2026-11-20",
    "data_day_basis": "stated",
    "facts": [
        {
            "name": "rights",
            "value": ["a", "b"],
            "about": "bot",
            "tool": "cursor",
            "pointer": "/r",
            "line": 3,
            "day": "2026-11-01",
        }
    ],
    "secrets": [
        {
            "kind": "kind",
            "last_four": "wxyz",
            "keyed_hash": "b" * 32,
            "name": "NAME",
            "about": "bot",
            "pointer": "/s",
            "line": 4,
        }
    ],
    "warnings": ["cut"],
}


def claim(state, fact=FACT):
    return Claim(
        state=state,
        question="T-08",
        entry="Agent",
        tool="cursor",
        answer="Read",
        proposed=["a"],
        fact=fact,
        title="Rights",
        file="a.json",
        format="notes",
        grade=COPY,
        level="documented",
        data_day="2026-11-20",
        data_day_basis=STATED,
    )


SAYS = "a.json:3 /r shows Rights (bot): a, b (data of 2026-11-20)."
TEXT = f"T-08 for Agent: answered “Read”; {SAYS}"


def test_a_reading_is_plain_data_and_comes_back():
    data = reading_data(READING)

    assert data == READ
    assert list(data) == list(READ)
    assert reading_from(json.loads(json.dumps(data))) == READING
    assert secret_data(SECRET) == READ["secrets"][0]
    assert fact_data(Fact("a", value=True))["value"] is True


def test_a_claim_is_plain_data_with_its_sentence():
    assert claim_data(claim(CONFIRMS)) == {
        "state": "confirms",
        "question": "T-08",
        "entry": "Agent",
        "tool": "cursor",
        "answer": "Read",
        "proposed": ["a"],
        "fact": READ["facts"][0],
        "file": "a.json",
        "format": "notes",
        "grade": "supplier's copy",
        "level": "documented",
        "data_day": "2026-11-20",
        "data_day_basis": "stated",
        "text": TEXT,
        "ask": "",
    }


def test_a_contradiction_alone_asks_the_vendor():
    assert claim_data(claim(CONTRADICTS))["ask"] == (
        "You answered T-08 for Agent with “Read”. The file a.json shows Rights (bot): a, b. "
        "Which of the two is right?"
    )
    assert claim_data(claim(NOT_IN_FILE, None))["fact"] is None


def test_everything_is_counted_by_what_it_does():
    claims = [claim(CONFIRMS), claim(CONFIRMS), claim(CONTRADICTS)]

    data = evidence_data(iter([READING]), iter(claims))

    assert data == {
        "schema": "riskapp-evidence 1",
        "files": [READ],
        "comparison": {
            "counts": {
                "contradicts": 1,
                "fills": 0,
                "confirms": 2,
                "not in this file": 0,
            },
            "claims": [claim_data(one) for one in claims],
        },
    }
    assert evidence_data([]) == {
        "schema": "riskapp-evidence 1",
        "files": [],
        "comparison": None,
    }
