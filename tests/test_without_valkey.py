"""Valkey goes away while people work, and comes back: nobody loses anything."""

import http.cookiejar
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import psutil
import pytest
import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from questionnaires.models import ResponseEvent
from questionnaires.queries import token_of
from riskapp.common.models import StoredValue, Waiting
from riskapp.embedded import start_valkey
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report
from tests.conftest import make_world
from tests.e2e.worker import ROOT, environment, running_web_server, running_worker

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

AT_MOST = 4.0  # seconds for a page, the first one included that finds nobody there


class Browser:
    """Keeps its cookies and says what came back, a refusal too."""

    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        self.slowest = 0.0

    def open(self, path, **data):
        start = time.monotonic()
        body = urllib.parse.urlencode(data).encode() if data else None
        try:
            with self.opener.open(f"{self.address}{path}", body, timeout=30) as reply:
                status, words = reply.status, reply.read().decode()
        except urllib.error.HTTPError as refusal:
            status, words = refusal.code, refusal.read().decode()
        self.slowest = max(self.slowest, time.monotonic() - start)
        return status, words

    def post(self, path, to="", **data):
        _, words = self.open(path)
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', words)[1]
        return self.open(to or path, csrfmiddlewaretoken=token, **data)


class Broker:
    """A Valkey of this test alone, that can be killed and started again."""

    def __init__(self, directory):
        self.directory = directory
        self.url = start_valkey(directory)
        self.again = None
        self.program = self._process().exe()

    def stop(self):
        process = self._process()
        process.kill()
        process.wait()
        if self.again:
            self.again.wait()

    def start(self):
        """Again at the same address with the same password."""
        self.again = subprocess.Popen(
            [self.program, self.directory / "valkey.conf"],
            cwd=self.directory,
            stdout=subprocess.DEVNULL,
        )
        with redis.Redis.from_url(
            self.url, retry=Retry(ConstantBackoff(0.1), 50)
        ) as client:
            client.ping()

    def _process(self):
        return next(
            child
            for child in psutil.Process().children()
            if "valkey" in child.name() and child.cwd() == str(self.directory)
        )


@pytest.fixture
def broker(tmp_path, settings):
    broker = Broker(tmp_path / "valkey")
    settings.REDIS_URL = broker.url
    yield broker
    broker.stop()


def hand_over():
    """What the clock does every minute, in a process of its own."""
    program = (
        "import django; django.setup();"
        "from riskapp.common.tasks import hand_over_what_waits; hand_over_what_waits()"
    )
    subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment(), check=True
    )


def wait_until(holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_people_go_on_while_valkey_is_away_and_what_was_queued_follows(
    broker, tmp_path
):
    world = make_world()
    analyst = world.analyst
    open_one = world.assessment(name="Open", filled=False)
    scored = world.assessment(name="Scored", scored=True)
    code = token_of(open_one.response.invitations.get())

    with running_web_server(tmp_path / "web.log") as server:
        member, vendor = Browser(server.port), Browser(server.port)
        signed_in = member.post(
            "/accounts/login/", login=analyst.email, password="pass"
        )
        assert signed_in[0] == 200
        vendor.post("/respond/", code=code)

        broker.stop()

        # Sessions from before hold; new ones begin.
        assert member.open("/assessments/")[0] == 200
        assert vendor.post("/respond/start/", name="Vera")[0] == 200
        section = f"/respond/{open_one.response.pk}/sections/GOV/"
        saved = vendor.post(
            section,
            f"/respond/{open_one.response.pk}/answer/",
            **{"question": "GOV-01", "GOV-01-value": "yes"},
        )
        assert saved[0] == 200
        assert ResponseEvent.objects.filter(question="GOV-01").exists()
        another = Browser(server.port)
        status, words = another.post(
            "/accounts/login/", login=analyst.email, password="pass"
        )
        assert status == 200
        assert 'action="/accounts/logout/"' in words

        # Wrong codes and passwords are still limited, in words.
        guesser = Browser(server.port)
        tries = [guesser.post("/respond/", code="wrong") for _ in range(22)]
        assert [status for status, _ in tries].count(429) >= 1
        assert "Too many tries" in tries[-1][1]
        guesses = [
            guesser.post("/accounts/login/", login=analyst.email, password="no")
            for _ in range(7)
        ]
        assert 500 not in {status for status, _ in guesses}
        assert "Too many" in guesses[-1][1]
        assert StoredValue.objects.exists()

        # What has to be queued is kept.
        asked = member.post(
            f"/assessments/{scored.pk}/",
            f"/reports/of/{scored.pk}/",
            variant="full",
            format="pdf",
        )
        assert asked[0] == 200
        assert Report.objects.get().state == ReportState.QUEUED
        assert Waiting.objects.filter(task__endswith="render_report").count() == 1
        assert max(member.slowest, vendor.slowest, another.slowest) < AT_MOST

        broker.start()
        hand_over()

        assert not Waiting.objects.exists()
        with running_worker(tmp_path / "worker.log"):
            wait_until(lambda: Report.objects.get().state == ReportState.READY)
        assert member.open("/assessments/")[0] == 200
