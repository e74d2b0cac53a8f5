"""Turn files that machines wrote into facts, without a database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from questionnaires.document.errors import DocumentError
from riskapp.evidence.comparing import Claim, compare
from riskapp.evidence.errors import EvidenceFault, EvidenceFileRefused
from riskapp.evidence.exporting import evidence_data
from riskapp.evidence.loading import core_rules, reader_for
from riskapp.evidence.model import CONTRADICTS, STATES, FileReading
from riskapp.evidence.opening import readings_of
from riskapp.evidence.paths import content_of, key_of
from riskapp.scoring.files import answers_in

REFUSED = 2


class Command(BaseCommand):
    help = "Read evidence files into facts; the formats are listed in docs/evidence.md."
    requires_system_checks: list[str] = []  # Django's own shape

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--against",
            type=Path,
            metavar="ANSWERS",
            help="an answers file to compare with; contradictions go to standard error",
        )
        parser.add_argument("--format", choices=("json", "text"), default="json")
        parser.add_argument(
            "--key-file",
            type=Path,
            help="the key of the hashes (16 bytes or more); a new one for this run without it",
        )
        parser.add_argument(
            "--recheckable",
            action="store_true",
            help="the buyer can ask the sources of these files itself",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            readings = _read(options["files"], options)
            claims = _compared(readings, options["against"])
        except (EvidenceFileRefused, DocumentError) as error:
            self.stderr.write(str(error))
            sys.exit(REFUSED)
        if options["format"] == "json":
            data = evidence_data(readings, claims)
            self.stdout.write(json.dumps(data, indent=2, ensure_ascii=False))
            for claim in claims or ():
                if claim.state == CONTRADICTS:
                    self.stderr.write(claim.text)
        else:
            self.stdout.write("\n".join(_in_words(readings, claims)))


def _read(paths: Sequence[Path], options: dict[str, Any]) -> list[FileReading]:
    """Every file, or every fault of all of them."""
    reader = reader_for(key_of(options["key_file"]), recheckable=options["recheckable"])
    readings: list[FileReading] = []
    faults: list[EvidenceFault] = []
    for path in paths:
        try:
            readings += readings_of(reader, content_of(path), str(path))
        except EvidenceFileRefused as error:
            faults += error.faults
    if faults:
        raise EvidenceFileRefused(faults)
    return readings


def _compared(
    readings: Iterable[FileReading], against: Path | None
) -> tuple[Claim, ...] | None:
    if against is None:
        return None
    answers = answers_in(Path(against))
    return compare(readings, answers.document, answers.filled, core_rules())


def _in_words(
    readings: Sequence[FileReading], claims: Sequence[Claim] | None
) -> list[str]:
    """Facts and claims for a person at a terminal."""
    rules = core_rules()
    lines = []
    for reading in readings:
        day = reading.data_day or "day of the data not stated"
        lines.append(f"{reading.file}  {reading.format}, {reading.grade}, {day}")
        lines += [f"  {fact.line:>6}  {rules.shown(fact)}" for fact in reading.facts]
        for secret in reading.secrets:
            four = f" …{secret.last_four}" if secret.last_four else ""
            lines.append(
                f"  {secret.line:>6}  secret: {secret.kind}{four} {secret.name}"
            )
        lines += [f"          {warning}" for warning in reading.warnings]
    for state in STATES if claims is not None else ():
        found = [claim for claim in claims or () if claim.state == state]
        lines += ["", f"{state}: {len(found)}"]
        if state == CONTRADICTS:
            lines += [f"  {claim.text}" for claim in found]
        else:
            lines += [
                f"  {claim.question} {claim.entry}: {claim.shown}" for claim in found
            ]
    return lines
