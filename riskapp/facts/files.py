"""Have a file read by a process of its own."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import sysconfig
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from questionnaires.confined.asking import NoAnswer, OutOfTime, ask
from questionnaires.document.offline.content import Complaint
from questionnaires.files import one_line
from questionnaires.models import Response
from riskapp.baselines.model import AgentActivity
from riskapp.baselines.reading import activity_from
from riskapp.evidence.loading import rules_data
from riskapp.facts.choices import kind_in_words
from riskapp.facts.confined import MAX_BYTES
from riskapp.facts.errors import FileNotRead
from riskapp.facts.refusals import refusal_in_words

MAX_NAME = 150
WALL_SECONDS = 30
# After so long no further file of a request is begun: a web server has 60 seconds for it.
BEGIN_SECONDS = 25
CHILD = "riskapp.facts.confined"
# A reader may take 20 seconds of a processor and 700 MB: this process lets so many read at
# once, one of them for one response, and who comes then waits for so long.
READ_AT_ONCE = 2
SECONDS_TO_WAIT = 3
_being_read: set[UUID] = set()
_readers = threading.Condition()
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReadFile:
    """What a file says: plain data of readings, or daily totals of agents."""

    readings: list[dict[str, Any]]
    activity: AgentActivity | None = None


def read_file(
    content: bytes, name: str, response: Response, *, recheckable: bool = False
) -> ReadFile:
    """What a file says; raises FileNotRead.

    Refused whole where anything in it still looks like a secret.
    """
    if not content:
        raise FileNotRead(_("This file is empty."))
    if len(content) > MAX_BYTES:
        raise FileNotRead(
            _("This file is too big: at most %(max)s MB.")
            % {"max": MAX_BYTES // 1_000_000}
        )
    asked = {
        "name": safe_name(name),
        "key": _key(response),
        "rules": _rules(),
        "recheckable": recheckable,
    }
    libraries = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    try:
        with _one_of_few(response.pk):
            output = ask(
                CHILD,
                json.dumps(asked).encode() + b"\n" + content,
                seconds=WALL_SECONDS,
                libraries=libraries,
            )
    except OutOfTime as error:
        raise FileNotRead(_("This file takes too long to read.")) from error
    except NoAnswer as error:
        log.warning("a file of evidence could not be read: %s", error)
        raise FileNotRead(_("This file could not be read.")) from error
    answer = json.loads(output)
    if "secrets" in answer:
        raise FileNotRead(
            _(
                "This file still holds what looks like a secret. Nothing of it was kept."
            ),
            [
                Complaint(_line(line), kind_in_words(kind), _("no secret"))
                for line, kind in answer["secrets"]
            ],
        )
    if "refused" in answer:
        raise FileNotRead(
            _("This file cannot be read as evidence."),
            [
                Complaint(_line(line), refusal_in_words(what), refusal_in_words(wanted))
                for line, what, wanted in answer["refused"]
            ],
        )
    if "activity" in answer:
        return ReadFile([], activity_from(answer["activity"]))
    return ReadFile(answer["readings"])


class Patience:
    """How long the files of one request are read one after the other."""

    def __init__(self) -> None:
        self._until = time.monotonic() + BEGIN_SECONDS

    def look(self) -> None:
        """Raises FileNotRead when the time is over."""
        if time.monotonic() > self._until:
            raise FileNotRead(
                _("The files before this one took too long. Read it by itself.")
            )


@contextmanager
def _one_of_few(response: UUID) -> Iterator[None]:
    """Files of one response must take neither every thread of the web server nor the turns of
    others. Raises FileNotRead when nobody is done in time."""

    def is_free() -> bool:
        return response not in _being_read and len(_being_read) < READ_AT_ONCE

    with _readers:
        if not _readers.wait_for(is_free, SECONDS_TO_WAIT):
            raise FileNotRead(
                _("Other files are being read at this moment. Try again in a minute.")
            )
        _being_read.add(response)
    try:
        yield
    finally:
        with _readers:
            _being_read.remove(response)
            _readers.notify_all()


def safe_name(name: str) -> str:
    """The path a file was chosen by, in one line: its end tells some formats apart."""
    return one_line(name)[-MAX_NAME:] or "file"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _line(line: int) -> str:
    return _("line %(number)s") % {"number": line}


def _key(response: Response) -> str:
    """The key of keyed hashes: the same for all files of one response, and for no other."""
    text = f"facts:{response.pk}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, "sha256").hexdigest()


@cache
def _rules() -> dict[str, Any]:
    return rules_data()
