"""Turn files that machines wrote into facts, without a database: also daily totals of agents."""

from __future__ import annotations

import hashlib
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.answers_file import AnswersFile
from questionnaires.document.errors import DocumentError
from riskapp.activity.choices import MEASURES
from riskapp.activity.queries.limits import limits_for
from riskapp.activity.queries.telling import departure_in_words
from riskapp.baselines.exporting import Departure, agents_data, departures
from riskapp.baselines.joining import entries_by_agent
from riskapp.baselines.model import FORMAT, NUMBERS, VERSION, AgentActivity
from riskapp.baselines.reading import is_activity, read_activity
from riskapp.evidence.comparing import Claim, compare
from riskapp.evidence.errors import EvidenceFault, EvidenceFileRefused
from riskapp.evidence.exporting import evidence_data
from riskapp.evidence.loading import core_rules, reader_for
from riskapp.evidence.model import CONTRADICTS, STATES, FileReading
from riskapp.evidence.opening import readings_of
from riskapp.evidence.paths import content_of, key_of
from riskapp.scoring.files import answers_in

REFUSED = 2
SHOWN_NAMES = 5
START = 4_000  # bytes by which a file of daily totals is known


@dataclass(frozen=True)
class ActivityRead:
    """One file of daily totals."""

    file: str
    content: bytes
    activity: AgentActivity

    def data(self) -> dict[str, Any]:
        """Its facts as plain data."""
        return {
            "file": self.file,
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "size": len(self.content),
            "format": f"{FORMAT} {VERSION}",
            "from": self.activity.first.isoformat(),
            "until": self.activity.last.isoformat(),
            "agents": agents_data(self.activity),
        }


@dataclass
class FilesRead:
    """What was read: files with facts, and files of daily totals."""

    readings: list[FileReading] = field(default_factory=list)
    activity: list[ActivityRead] = field(default_factory=list)


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
        parser.add_argument(
            "--zone",
            type=ZoneInfo,
            default=ZoneInfo("UTC"),
            help="where the agents work (Europe/Warsaw): whose night it is; UTC without it",
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
            found = _read(options["files"], options)
            against = options["against"]
            answers = answers_in(Path(against)) if against else None
        except (EvidenceFileRefused, DocumentError) as error:
            self.stderr.write(str(error))
            sys.exit(REFUSED)
        claims = _compared(found.readings, answers)
        beyond = _beyond(found.activity, answers, options["zone"].key)
        if options["format"] == "text":
            self.stdout.write("\n".join(_in_words(found, claims, beyond)))
            return
        data = evidence_data(found.readings, claims)
        data["activity"] = [one.data() for one in found.activity]
        if answers is not None:
            data["comparison"]["departures"] = beyond
        self.stdout.write(json.dumps(data, indent=2, ensure_ascii=False))
        for claim in claims or ():
            if claim.state == CONTRADICTS:
                self.stderr.write(claim.text)
        for one in beyond:
            self.stderr.write(f"{one['file']}: {one['text']}")


def _read(paths: Sequence[Path], options: dict[str, Any]) -> FilesRead:
    """Every file, or every fault of all of them."""
    reader = reader_for(key_of(options["key_file"]), recheckable=options["recheckable"])
    found = FilesRead()
    faults: list[EvidenceFault] = []
    for path in paths:
        name = str(path)
        try:
            content = content_of(path)
            if is_activity(content[:START].decode("utf-8", "replace")):
                activity = read_activity(content, name)
                found.activity.append(ActivityRead(name, content, activity))
            else:
                found.readings += readings_of(reader, content, name)
        except EvidenceFileRefused as error:
            faults += error.faults
    if faults:
        raise EvidenceFileRefused(faults)
    return found


def _compared(
    readings: Iterable[FileReading], answers: AnswersFile | None
) -> tuple[Claim, ...] | None:
    if answers is None:
        return None
    return compare(readings, answers.document, answers.filled, core_rules())


def _beyond(
    files: Iterable[ActivityRead], answers: AnswersFile | None, zone: str
) -> list[dict[str, Any]]:
    """What daily totals show beyond the limits that the answers declare, as plain data."""
    if answers is None:
        return []
    answer_set = AnswerSet(answers.document, answers.filled, answers.as_of)
    titles = {entry.id: entry.title for entry in answers.filled.entries}
    found = []
    for file in files:
        agents = file.activity.agents
        for agent, entry in entries_by_agent(agents, answers.filled.entries).items():
            limits = limits_for(answer_set, entry, zone)
            found += [
                _departure_data(file.file, titles.get(entry, ""), one)
                for one in departures(file.activity, agent, limits)
            ]
    return found


def _departure_data(file: str, entry: str, one: Departure) -> dict[str, Any]:
    """``entry`` is the tool of the register that the agent is."""
    return {
        "file": file,
        "agent": one.day.agent,
        "entry": entry,
        "question": one.question,
        "limit": one.breach.limit,
        "measure": one.measure,
        "day": one.day.day.isoformat(),
        "name": one.breach.name,
        "seen": one.breach.seen,
        "hours": list(one.hours),
        "text": departure_in_words(one),
    }


def _in_words(
    found: FilesRead,
    claims: Sequence[Claim] | None,
    beyond: Sequence[dict[str, Any]],
) -> list[str]:
    """Facts, claims and departures for a person at a terminal."""
    rules = core_rules()
    lines = []
    for file in found.activity:
        activity = file.activity
        lines.append(
            f"{file.file}  {FORMAT} {VERSION}, {activity.first} to {activity.last}"
        )
        for agent in agents_data(activity):
            lines.append(f"  {agent['agent']}: {agent['days']} days with work")
            lines += [
                f"    {MEASURES[measure]}: {_shown(measure, seen)}"
                for measure, seen in agent["seen"].items()
            ]
    for reading in found.readings:
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
        listed = [claim for claim in claims or () if claim.state == state]
        lines += ["", f"{state}: {len(listed)}"]
        if state == CONTRADICTS:
            lines += [f"  {claim.text}" for claim in listed]
        else:
            lines += [
                f"  {claim.question} {claim.entry}: {claim.shown}" for claim in listed
            ]
    if claims is not None and found.activity:
        lines += ["", f"beyond declared limits: {len(beyond)}"]
        lines += [f"  {one['question']} {one['text']}" for one in beyond]
    return lines


def _shown(measure: str, seen: Any) -> str:
    """A number, or the most frequent names with how often they occurred."""
    if measure in NUMBERS:
        return str(seen)
    most = sorted(seen.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{name} ({count})" for name, count in most[:SHOWN_NAMES])
    more = len(most) - SHOWN_NAMES
    return f"{shown} and {more} more" if more > 0 else shown
