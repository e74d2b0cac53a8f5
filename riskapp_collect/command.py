"""The command line of the collector."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from riskapp.evidence.decoding import decode
from riskapp.evidence.errors import EvidenceFileRefused, refusal
from riskapp.evidence.inventory import (
    Inventory,
    digest_of_rules,
    inventory_data,
    is_inventory,
    merged,
    read_inventory,
    refuse_no_inventory,
)
from riskapp.evidence.limits import Limits
from riskapp.evidence.paths import content_of, key_of
from riskapp.evidence.reading import Reader
from riskapp.evidence.rules import rules_from
from riskapp.evidence.secrets import Redactor
from riskapp.evidence.services import to_cyclonedx
from riskapp.evidence.takes import TAKES
from riskapp_collect import VERSION
from riskapp_collect.counting import count_log
from riskapp_collect.looking import LookedAt
from riskapp_collect.packed import rules_data
from riskapp_collect.telling import counted_lines, told

REFUSED = 2


def main(arguments: Sequence[str]) -> int:
    """Run the collector; 0 where an inventory was made, 2 where something was refused."""
    options = _parser().parse_args(arguments)
    data = rules_data()
    rules = rules_from(data, TAKES)
    try:
        redactor = Redactor(rules.secrets, key_of(options.key_file))
        reader = Reader(rules, redactor)
        not_there: list[str] = []
        if options.activity:
            return _count(options, redactor)
        if options.merge:
            inventory = merged(_inventory(path, redactor) for path in options.merge)
        else:
            look = LookedAt(reader, data["places"])
            _look(look, options)
            not_there = look.not_there
            inventory = Inventory(
                datetime.date.today().isoformat(),
                1,
                digest_of_rules(data),
                tuple(look.found),
                tuple(look.left_out),
            )
        written = inventory_data(inventory)
        if options.format == "cyclonedx":
            written = to_cyclonedx(written, rules)
        _write(written, options.output)
    except EvidenceFileRefused as refused:
        sys.stderr.write(f"{refused}\n")
        return REFUSED
    lines = told(inventory, rules, not_there, explain=options.explain)
    sys.stderr.write("\n".join(lines) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="riskapp-collect",
        description="Read what AI tools on this machine are set to do, and write an inventory without secrets.",
        epilog="Without any of EXPORT, --repository and --merge it looks at the home folder and at the places of the machine.",
    )
    parser.add_argument(
        "exports",
        nargs="*",
        type=Path,
        metavar="EXPORT",
        help="files, or folders of files, that were exported",
    )
    parser.add_argument(
        "--repository",
        action="append",
        type=Path,
        default=[],
        metavar="FOLDER",
        help="a repository to look at",
    )
    parser.add_argument(
        "--home", type=Path, help="look at the known places below this folder"
    )
    parser.add_argument(
        "--output",
        type=Path,
        help="where to write the inventory (standard output without it)",
    )
    parser.add_argument(
        "--key-file",
        type=Path,
        help="a key of 16 bytes or more, the same for all people whose inventories are put together, by which equal secrets are seen to be equal",
    )
    parser.add_argument(
        "--merge",
        nargs="+",
        type=Path,
        metavar="INVENTORY",
        help="put inventories of several people into one",
    )
    parser.add_argument(
        "--activity",
        type=Path,
        metavar="LOG",
        help="count a log of any size (Teleport, GitHub, an MCP gateway, OpenTelemetry spans; JSON Lines or a list) into daily totals of agents",
    )
    parser.add_argument(
        "--format",
        choices=("inventory", "cyclonedx"),
        default="inventory",
        help="write riskapp-inventory 1, or the same as services of CycloneDX 1.7",
    )
    parser.add_argument(
        "--explain", action="store_true", help="show the rule behind each line"
    )
    parser.add_argument(
        "--version", action="version", version=f"riskapp-collect {VERSION}"
    )
    return parser


def _look(look: LookedAt, options: argparse.Namespace) -> None:
    named = bool(options.exports or options.repository or options.home)
    if options.home or not named:
        look.at_home(options.home or Path.home())
    if not named:
        look.at_the_machine()
    for folder in options.repository:
        look.at_a_repository(folder)
    for path in options.exports:
        if not path.exists():
            raise refusal(str(path), 1, "there is no such file", "a file or folder")
        look.at_an_export(path)


def _inventory(path: Path, redactor: Redactor) -> Inventory:
    text = decode(content_of(path), str(path), Limits())
    if not is_inventory(text):
        raise refuse_no_inventory(str(path))
    return read_inventory(text, str(path), redactor)


def _count(options: argparse.Namespace, redactor: Redactor) -> int:
    """Write the daily totals of a log, and say what they hold."""
    try:
        counted, lines = count_log(options.activity, redactor)
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        raise refusal(str(options.activity), 1, what, "a readable file") from error
    _write_text("".join(lines), options.output)
    sys.stderr.write("\n".join(counted_lines(counted)) + "\n")
    return 0


def _write(data: dict[str, Any], output: Path | None) -> None:
    _write_text(json.dumps(data, indent=1) + "\n", output)


def _write_text(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        what = f"the output cannot be written ({error.strerror})"
        raise refusal(str(output), 1, what, "a place to write to") from error
