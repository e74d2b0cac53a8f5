"""Say in plain words what was found, what was left out, and by which rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from riskapp.evidence.inventory import FoundFile, Inventory
from riskapp.evidence.model import Fact, FileReading
from riskapp.evidence.rules import FileFormat, Rules
from riskapp_collect.counting import Counted

PROMISE = """This program read the files named below. It ran nothing, opened no connection, and wrote nothing but the inventory.
In the inventory are: the facts below, with the names of servers, packages, apps, roles and variables; the kind, the last four
characters and a keyed hash of each secret. Not in it are: secrets, values of variables, commands, addresses beyond the host,
messages, contents of code, names of folders, and the names of this machine and of its user. Look through it before you send it."""


def told(
    inventory: Inventory, rules: Rules, not_there: list[str], *, explain: bool
) -> Iterator[str]:
    """The lines for a person at a terminal; with ``explain`` the rule behind each fact."""
    yield PROMISE
    yield ""
    for found in inventory.files:
        yield from _file(found, rules, explain=explain)
    if inventory.left_out:
        yield ""
        yield "There, and not read:"
        yield from (f"  {one.file}: {one.why}" for one in inventory.left_out)
    if not_there and explain:
        yield ""
        yield f"Looked for and not there: {', '.join(not_there)}"
    if not inventory.files:
        yield "Nothing was found. That does not mean that no AI tool is in use."


def counted_lines(counted: Counted) -> Iterator[str]:
    """What daily totals hold, and what they leave out."""
    yield "Daily totals only: how much each agent read and wrote, what was refused, and the names of repositories, hosts, tools and credentials. No text of the log leaves it."
    for agent in sorted(counted.agents):
        days = [day for one, day in counted.seen if one == agent]
        yield f"  {agent}: {len(days)} days, {min(days)} to {max(days)}"
    if counted.of_people:
        yield f"Left out, because they name no agent: {counted.of_people} of {counted.rows} rows"


def _file(found: FoundFile, rules: Rules, *, explain: bool) -> Iterator[str]:
    reading = found.reading
    known = _known(reading.format, rules)
    day = f", data of {reading.data_day}" if reading.data_day else ""
    title = known.title if known else reading.format
    yield f"{reading.file} ({title}{day})"
    for fact in reading.facts:
        yield f"  {rules.shown(fact)}"
        if explain:
            yield f"      {_rule(fact, reading, known)}"
    kinds = Counter(secret.kind.replace("_", " ") for secret in reading.secrets)
    for kind, count in sorted(kinds.items()):
        yield f"  secret: {kind}{f', {count} times' if count > 1 else ''}"
    yield from (f"  note: {warning}" for warning in reading.warnings)


def _known(format_id: str, rules: Rules) -> FileFormat | None:
    """A format, or None where an inventory was made by other rules than these."""
    try:
        return rules.format(format_id)
    except LookupError:
        return None


def _rule(fact: Fact, reading: FileReading, known: FileFormat | None) -> str:
    """Where a fact comes from, and which questions it bears on."""
    questions = sorted(
        {
            say.question
            for group in (known.groups if known else ())
            for rule in group.facts
            if rule.name == fact.name
            for say in rule.says
        }
    )
    line = f"line {fact.line}, " if fact.line else ""
    bears = f"; bears on {', '.join(questions)}" if questions else ""
    return f"from {line}{fact.pointer or 'the file as a whole'}, by {reading.format} {reading.parser}: {fact.name}{bears}"
