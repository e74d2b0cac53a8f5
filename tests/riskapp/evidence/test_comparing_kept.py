"""What files of every format say, and what that has to do with answers, line by line.

Kept are (``tests/data/claims.txt``), of two files of each format, the facts, the secrets by their
kind and the warnings, and then every claim beside answers, and beside answers that are not
known. A change that is meant to move one keeps it anew with ``KEEP=1``, and its
difference is read.
"""

import itertools
import os
from collections import Counter
from dataclasses import astuple
from pathlib import Path

from questionnaires.document.model import Kind
from questionnaires.document.values import EntryValue, Filled
from riskapp.evidence.comparing import compare
from riskapp.evidence.loading import core_rules
from riskapp.evidence.model import NOT_IN_FILE
from riskapp.scoring.files import answers_in
from riskapp.shipped.core import core_document
from tests.data.evidence.corpus import samples

KEPT = Path(__file__).parents[2] / "data" / "claims.txt"
TOOLS = ("Claude Code", "Copilot", "GitLab Duo", "Codex", "Cursor")
NOT_KNOWN = {
    question.id: ["unknown"] if question.kind is Kind.MULTI else "unknown"
    for question in core_document().questions.values()
    if "unknown" in question.choices and question.repeated
}
GIVEN = {
    "answers": answers_in(Path("docs/examples/production-agents.yaml")).filled,
    "not known": Filled(
        entries=tuple(EntryValue(tool, "TOOL", NOT_KNOWN, tool) for tool in TOOLS)
    ),
}


def some_files():
    """Two of each format."""
    seen = Counter()
    for sample in samples():
        seen[sample.format] += 1
        if seen[sample.format] <= 2:
            yield sample


def told(reader):
    for sample in some_files():
        reading = reader.read(sample.content, sample.path)
        yield f"# {sample.path}: {reading.format} {reading.parser}, {reading.grade}, {reading.tool or 'no tool'}, {reading.data_day_basis} {reading.data_day}".rstrip()  # fmt: skip
        yield from (f"fact {astuple(fact)}" for fact in reading.facts)
        yield from (f"secret {astuple(secret)}" for secret in reading.secrets)
        yield from (f"warns {warning}" for warning in reading.warnings)
        for name, filled in GIVEN.items():
            yield f"beside {name}:"
            claims = compare([reading], core_document(), filled, core_rules())
            silent = [claim for claim in claims if claim.state == NOT_IN_FILE]
            for claim in [claim for claim in claims if claim not in silent] + silent[:1]:  # fmt: skip
                yield f"{claim.state} {claim.tool or '-'}, proposed {claim.proposed}, {claim.level} {claim.grade}: {claim.text} {claim.data_day_basis}"  # fmt: skip
            yield f"nothing of {' '.join(claim.question for claim in silent)}"


def test_what_files_say_and_mean_is_as_it_is_kept(reader):
    found = [line.replace("\n", "\\n") for line in told(reader)]

    if os.environ.get("KEEP"):
        KEPT.write_text("\n".join(found) + "\n", "utf-8")
    for line, kept in itertools.zip_longest(found, KEPT.read_text("utf-8").splitlines()):  # fmt: skip
        assert line == kept
