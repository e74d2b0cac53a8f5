"""People at vendors, at the door: they save answers without end, attach files and read them back."""

from __future__ import annotations

import hashlib
import http.client
import itertools
import json
import re
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from bench.scaling.hosts import address
from bench.scaling.services import NAME

CHOICES = ("yes", "no", "no_rule", "unknown")
QUESTION = "GOV-01"
PROBLEMS = (OSError, http.client.HTTPException, ValueError)
FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Browser:
    """Keeps its cookies; comes to the door anew after every fault."""

    cookies: dict[str, str] = field(default_factory=dict)
    line: http.client.HTTPConnection | None = None

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        more: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes, str]:
        """Status, content and where it leads to; raises one of ``PROBLEMS``."""
        if self.line is None:
            self.line = http.client.HTTPConnection(address("door"), 80, timeout=40)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {
            "Host": NAME,
            "Origin": f"https://{NAME}",
            "Referer": f"https://{NAME}/",
            "Cookie": cookie,
            **(more or {}),
        }
        try:
            self.line.request(method, path, body, headers)
            reply = self.line.getresponse()
            content = reply.read()
        except PROBLEMS:
            self.line.close()
            self.line = None
            raise
        for kept in reply.headers.get_all("Set-Cookie") or ():
            name, _, value = kept.partition(";")[0].partition("=")
            self.cookies[name] = value
        return reply.status, content, reply.headers.get("Location", "")

    def post(self, path: str, fields: Mapping[str, str]) -> tuple[int, bytes, str]:
        token = {"csrfmiddlewaretoken": self.cookies.get("__Host-csrf", "")}
        kinds = {"Content-Type": FORM, "Accept": "application/json"}
        return self.ask("POST", path, urlencode({**fields, **token}), kinds)

    def attach(self, path: str, name: str, content: bytes) -> tuple[int, bytes, str]:
        token = self.cookies.get("__Host-csrf", "")
        edge = "b0undary"
        fields = {
            "csrfmiddlewaretoken": token,
            "kind": "file",
            "file-level": "documented",
            "file-title": name,
        }
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        parts.append(
            f'--{edge}\r\nContent-Disposition: form-data; name="file-file"; filename="{name}"\r\n'
            "Content-Type: text/plain\r\n\r\n"
        )
        body = "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode()
        kinds = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self.ask("POST", path, body, kinds)


def seat(code: str, response: UUID) -> Browser:
    """A browser that came in through its link."""
    browser = Browser()
    browser.ask("GET", "/respond/")
    browser.post("/respond/", {"code": code})
    browser.post("/respond/start/", {"name": "Vera"})
    status, content, _ = browser.ask("GET", f"/respond/{response}/sections/GOV/")
    if status != http.client.OK:
        raise AssertionError(f"No seat: {status} {content[:500]!r}")
    return browser


class Writer(threading.Thread):
    """Changes one answer as fast as the door lets it; what was not acknowledged is sent again, as
    the page of a respondent does. ``acknowledged`` holds revision, value and when."""

    def __init__(self, browser: Browser, response: UUID, until: float) -> None:
        super().__init__(daemon=True)
        self.browser, self.response, self.until = browser, response, until
        self.acknowledged: list[tuple[int, str, float]] = []
        self.faults: list[tuple[str, float]] = []

    def run(self) -> None:
        for value in itertools.cycle(CHOICES):
            while time.time() < self.until and not self._saved(value):
                time.sleep(0.2)
            if time.time() >= self.until:
                return

    def _saved(self, value: str) -> bool:
        fields = {"question": QUESTION, f"{QUESTION}-value": value}
        try:
            status, content, _ = self.browser.post(
                f"/respond/{self.response}/answer/", fields
            )
            revision = json.loads(content)["revision"]
        except PROBLEMS as error:
            self.faults.append((type(error).__name__, time.time()))
            return False
        except KeyError:
            self.faults.append((str(status), time.time()))
            return False
        self.acknowledged.append((revision, value, time.time()))
        return True

    @property
    def longest_wait(self) -> float:
        """Seconds between two acknowledged saves, at most."""
        times = [at for _revision, _value, at in self.acknowledged]
        return max((b - a for a, b in itertools.pairwise(times)), default=0)


class Attacher(threading.Thread):
    """Attaches a file every three seconds, and reads each back; ``kept`` is what the door said of both."""

    def __init__(self, browser: Browser, response: UUID, until: float) -> None:
        super().__init__(daemon=True)
        self.browser, self.response, self.until = browser, response, until
        self.attached: dict[str, str] = {}
        self.read: dict[str, str] = {}
        self.faults: list[str] = []

    def run(self) -> None:
        place = f"/respond/{self.response}/evidence/{QUESTION}/"
        for number in itertools.count():
            if time.time() >= self.until:
                return
            content = f"file {number}\n".encode() * 200
            name = f"file-{number}.txt"
            with suppress(*PROBLEMS):
                status, words, _ = self.browser.attach(place, name, content)
                if status == http.client.FOUND:
                    self.attached[name] = hashlib.sha256(content).hexdigest()
                else:
                    self.faults.append(f"{status} {words[:200]!r}")
            time.sleep(3)

    def read_back(self) -> None:
        """Every file that is listed, through the door."""
        place = f"/respond/{self.response}/evidence/{QUESTION}/"
        page = self._read(place)
        for path in sorted(
            set(
                re.findall(
                    r'href="(/respond/[^"]+/evidence/files/[^"]+)"', page.decode()
                )
            )
        ):
            self.read[hashlib.sha256(self._read(path)).hexdigest()] = path

    def _read(self, path: str) -> bytes:
        """A page, asked for again where the door closed a connection that nobody used."""
        for _try in range(10):
            with suppress(*PROBLEMS):
                status, content, _ = self.browser.ask("GET", path)
                if status == http.client.OK:
                    return content
            time.sleep(0.5)
        return b""
