"""Look at the known places, repositories and exports, and read what is there."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from riskapp.evidence.errors import EvidenceFileRefused, refusal
from riskapp.evidence.inventory import MOST_FILES, FoundFile, LeftOutFile
from riskapp.evidence.limits import Limits
from riskapp.evidence.model import FileReading
from riskapp.evidence.paths import plain_file
from riskapp.evidence.reading import Reader
from riskapp.evidence.takes import short

STREAMED = Limits(rows=100_000_000, seconds=3600.0)
MOST_WORKFLOWS = 200
MOST_OF_A_WORKFLOW = 500_000  # bytes
_USES = re.compile(r"^[ \t]*(?:-[ \t]*)?uses:[ \t]*[\"']?([\w.-]+/[\w./-]+)@([\w.-]+)")
_ID_TOKEN = re.compile(r"^[ \t]*id-token:[ \t]*write\b", re.MULTILINE)
_COMMIT = re.compile(r"[0-9a-f]{40}\Z")


@dataclass
class LookedAt:
    """Everything that was looked at: found, left out, and not there."""

    reader: Reader
    places: Mapping[str, Sequence[str]]
    found: list[FoundFile] = field(default_factory=list)
    left_out: list[LeftOutFile] = field(default_factory=list)
    not_there: list[str] = field(default_factory=list)

    def at_home(self, home: Path) -> None:
        """Read the known places below a home folder."""
        for place in self.places["home"]:
            self._known(home / place, "home", f"~/{place}")

    def at_the_machine(self) -> None:
        """Read the known places that hold for everybody on a machine."""
        for place in self.places["machine"]:
            self._known(Path(place), "machine", place)

    def at_a_repository(self, folder: Path) -> None:
        """Read the known places of a repository, and note files that speak to agents."""
        for place in self.places["repository"]:
            self._known(folder / place, "repository", place)
        there = [name for name in self.places["present"] if (folder / name).is_file()]
        noted = {
            "riskapp_repository": 1,
            "files": there,
            "workflows": list(self._workflows(folder / ".github" / "workflows")),
        }
        if noted["files"] or noted["workflows"]:
            content = json.dumps(noted).encode("utf-8")
            reading = self.reader.read(content, "repository.json")
            self.found.append(
                FoundFile("repository", replace(reading, sha256="", size=0))
            )

    def at_an_export(self, path: Path) -> None:
        """Read a file that was named, or every file of a folder that was named."""
        for one in _files(path):
            self._read(one, "export", short(self.reader.redactor, one.name))

    def _known(self, path: Path, place: str, shown: str) -> None:
        if _is_there(path):
            self._read(path, place, shown)
        else:
            self.not_there.append(shown)

    def _read(self, path: Path, place: str, shown: str) -> None:
        try:
            reading = self._reading(path)
        except EvidenceFileRefused as refused:
            fault = refused.faults[0]
            what = f"line {fault.line}: {fault.what}, expected {fault.expected}"
            self.left_out.append(LeftOutFile(place, shown, what))
        except OSError as error:
            why = f"cannot be read ({error.strerror})"
            self.left_out.append(LeftOutFile(place, shown, why))
        else:
            # People type values into a configuration: who tries could find them by its digest.
            if self.reader.rules.format(reading.format).configuration:
                reading = replace(reading, sha256="")
            self.found.append(FoundFile(place, reading))

    def _reading(self, path: Path) -> FileReading:
        """Files larger than the limit are streamed."""
        with plain_file(path) as file:
            content = file.read(self.reader.limits.bytes + 1)
            if len(content) <= self.reader.limits.bytes:
                return self.reader.read(content, path.as_posix())
            del content
            file.seek(0)
            return replace(self.reader, limits=STREAMED).read_stream(
                file, path.as_posix()
            )

    def _workflows(self, folder: Path) -> Iterator[dict[str, Any]]:
        """Actions with agents that workflows use; nothing else of a workflow is kept."""
        paths = [*folder.glob("*.yml"), *folder.glob("*.yaml")]
        for path in sorted(paths)[:MOST_WORKFLOWS]:
            try:
                text = _start_of(path)
            except (OSError, UnicodeDecodeError):
                self.left_out.append(
                    LeftOutFile("repository", "a workflow", "cannot be read as UTF-8")
                )
                continue
            signs = bool(_ID_TOKEN.search(text))
            for uses, ref in _used(text.split("\n")):
                if self.reader.rules.tool(uses):
                    pinned = bool(_COMMIT.match(ref))
                    yield {"uses": uses, "pinned": pinned, "id_token": signs}


def _start_of(path: Path) -> str:
    """The text of a workflow up to the limit, which may cut a character."""
    with plain_file(path) as file:
        content = file.read(MOST_OF_A_WORKFLOW)
    is_whole = len(content) < MOST_OF_A_WORKFLOW
    return codecs.getincrementaldecoder("utf-8")().decode(content, is_whole)


def _is_there(path: Path) -> bool:
    """Whether there is a file, also where this user must not look: reading says what is wrong."""
    try:
        return path.is_file()
    except OSError:
        return True


def _files(path: Path) -> Iterator[Path]:
    """The files of a folder, or the file itself; raises EvidenceRefused for too many."""
    if not path.is_dir():
        yield path
        return
    files = (one for one in path.rglob("*") if _is_there(one))
    found = list(islice(files, MOST_FILES + 1))
    if len(found) > MOST_FILES:
        raise refusal(
            path.name,
            1,
            "the folder holds too many files",
            f"at most {MOST_FILES}, in a folder of exports only",
        )
    yield from sorted(found)


def _used(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        found = _USES.match(line)
        if found:
            yield found.group(1), found.group(2)
