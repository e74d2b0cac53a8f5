"""Respondents who save without end: what a test and a benchmark of the web server share."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
from contextlib import closing
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from questionnaires.models import Response
from questionnaires.queries import token_of

CHOICES = ("yes", "no", "no_rule", "unknown")


class Writer(threading.Thread):
    """A respondent who changes one answer as fast as the server lets them.

    ``acknowledged`` holds the revision and value of every save the server confirmed,
    ``seconds`` how long each took. It ends when the server is gone or ``until`` has passed.
    """

    def __init__(
        self,
        port: int,
        response: Response,
        cookies: dict[str, str],
        until: float = float("inf"),
    ) -> None:
        super().__init__(daemon=True)
        self.port = port
        self.path = f"/respond/{response.pk}/answer/"
        self.cookies = cookies
        self.until = until
        self.acknowledged: list[tuple[int, str]] = []
        self.seconds: list[float] = []
        self.refused: list[str] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with closing(connection):
            self._write(connection)

    def _write(self, connection: http.client.HTTPConnection) -> None:
        for value in itertools.cycle(CHOICES):
            if time.monotonic() > self.until:
                return
            start = time.perf_counter()
            try:
                status, news = self._save(connection, value)
            except (OSError, http.client.HTTPException):
                return
            self.seconds.append(time.perf_counter() - start)
            if status != http.client.OK:
                self.refused.append(f"{status}: {news}")
                return
            self.acknowledged.append((news["revision"], value))

    def _save(
        self, connection: http.client.HTTPConnection, value: str
    ) -> tuple[int, dict[str, int]]:
        fields = {
            "question": "GOV-01",
            "GOV-01-value": value,
            "csrfmiddlewaretoken": self.cookies["csrftoken"],
        }
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }
        connection.request("POST", self.path, urlencode(fields), headers)
        with closing(connection.getresponse()) as reply:
            return reply.status, json.loads(reply.read())


def seated(response: Response) -> dict[str, str]:
    """The cookies of a browser that came in through the invitation."""
    client = Client()
    client.post("/respond/", {"code": token_of(response.invitations.get())})
    client.post("/respond/start/", {"name": "Vera"})
    client.get(f"/respond/{response.pk}/sections/GOV/")
    return {
        "sessionid": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "csrftoken": client.cookies["csrftoken"].value,
    }
