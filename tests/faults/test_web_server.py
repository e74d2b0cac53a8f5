"""The web server among clients that are slow, and on a disk that is full."""

import http.client
import socket
import subprocess
import threading
import time
from contextlib import closing, suppress

import pytest
from django.core.files.base import ContentFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from questionnaires.actions.evidence import EvidenceClaim, add_file
from questionnaires.models import Evidence
from riskapp.reports.actions import ReportRequest, request_report
from riskapp.reports.choices import ReportState
from riskapp.reports.tasks import render_report
from tests.conftest import make_world
from tests.e2e.worker import running_web_server
from tests.e2e.writers import seated

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

THREADS = 2
SLOW_SECONDS = 2
MB = 1024 * 1024


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    """A disk of its own with little room."""
    folder = tmp_path_factory.mktemp("disk")
    made = subprocess.run(
        f"mount -t tmpfs -o size={16 * MB} disk {folder}".split(),
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(f"umount -l {folder}".split(), check=True)


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("log") / "web.log"


@pytest.fixture(scope="module")
def server(django_db_setup, disk, log):
    """One worker with two threads, whose files lie on that disk."""
    for name in ("media", "tmp"):
        (disk / name).mkdir()
    with running_web_server(
        log,
        workers=1,
        WEB_THREADS=str(THREADS),
        WEB_SLOW_SECONDS=str(SLOW_SECONDS),
        MEDIA_ROOT=str(disk / "media"),
        TMPDIR=str(disk / "tmp"),
    ) as server:
        yield server


@pytest.fixture
def media(disk, settings):
    settings.MEDIA_ROOT = disk / "media"
    return disk / "media"


@pytest.fixture
def full(disk):
    """Fills the disk to its last byte, and makes room again."""
    filler = disk / "filler"

    def fill():
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"x" * 4096)

    yield fill, filler.unlink
    filler.unlink(missing_ok=True)


def ask(server, path, cookies, *, data=None, timeout=20):
    """Status and page; ``data`` is sent as a form with files."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout)
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
    body = None
    if data is not None:
        fields = data | {"csrfmiddlewaretoken": cookies["csrftoken"]}
        body = encode_multipart(BOUNDARY, fields)
        headers["Content-Type"] = MULTIPART_CONTENT
    with closing(connection):
        # Who is refused early is still sending, and then reads why.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request("POST" if data else "GET", path, body, headers)
        reply = connection.getresponse()
        return reply.status, reply.read().decode("utf-8", "replace")


class Slow(threading.Thread):
    """A client that begins something and goes on a byte at a time, until it is cut off."""

    def __init__(self, server, begin, *, reads=False):
        super().__init__(daemon=True)
        self.reads = reads
        self.cut_after = None
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect(("127.0.0.1", server.port))
        self.socket.sendall(begin.encode())
        self.began = time.monotonic()

    def run(self):
        with suppress(OSError), self.socket:
            while time.monotonic() < self.began + 60:
                time.sleep(0.2)
                if self.reads:
                    if not self.socket.recv(64):
                        break
                else:
                    self.socket.send(b"x")
        self.cut_after = time.monotonic() - self.began


def test_more_slow_clients_than_threads_hold_nobody_up(server, media, log):
    response = make_world().assessment(filled=False).response
    respondent = response.invitations.get()
    cookies = seated(response)
    big = add_file(
        response,
        "GOV-02",
        ContentFile(b"%PDF-1.7" + b"x" * 12 * MB, "big.pdf"),
        EvidenceClaim("Big"),
        respondent=response.respondents.get(invitation=respondent),
    )
    cookie = "; ".join(f"{k}={v}" for k, v in cookies.items())
    head = f"HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
    begins = {
        "head": f"GET /health/ {head}X-Slow: ",
        "body": f"POST /respond/{response.pk}/answer/ {head}Content-Length: 9000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\nquestion=",
        "reading": f"GET /respond/{response.pk}/evidence/files/{big.pk}/ {head}\r\n",
    }

    for kind, begin in begins.items():
        slow = [
            Slow(server, begin, reads=kind == "reading") for _ in range(THREADS + 1)
        ]
        for client in slow:
            client.start()
        time.sleep(0.5)
        began = time.monotonic()
        status, _ = ask(server, f"/respond/{response.pk}/", cookies, timeout=30)
        waited = time.monotonic() - began
        for client in slow:
            client.socket.close()

        assert status == 200
        assert waited < 4 * SLOW_SECONDS, f"{kind}: {waited:.1f} s"
    assert "Traceback" not in log.read_text()


def test_on_a_full_disk_pages_say_so_and_nothing_is_half_written(server, media, full):
    fill, make_room = full
    world = make_world()
    scored = world.assessment("careful", "Scored", scored=True, tools=["none"])
    response = world.assessment(filled=False).response
    cookies = seated(response)
    member = {
        name: value.value for name, value in world.client("analyst").cookies.items()
    }
    address = f"/respond/{response.pk}/evidence/GOV-02/"

    def attach(size):
        file = ContentFile(b"%PDF-1.7" + b"x" * size, "a.pdf")
        file.content_type = "application/pdf"
        fields = {"kind": "file", "file-file": file, "file-level": "documented"}
        return ask(server, address, cookies, data=fields)

    def stored():
        return {path for path in media.rglob("*") if path.is_file()}

    before = stored()
    fill()
    refused = [attach(100_000), attach(4 * MB)]
    works = [
        ask(server, "/vendors/?export=xlsx", member),
        ask(server, "/assessments/findings/", member),
        ask(server, f"/respond/{response.pk}/", cookies),
    ]
    report = request_report(
        scored, by=world.analyst, report_request=ReportRequest(variant="summary")
    )
    for _try in range(3):
        render_report.apply(args=[str(report.pk)])
    left = stored()
    make_room()
    attached = attach(100_000)

    for status, words in refused:
        assert status == 507
        assert "There is no room left" in words
    assert [status for status, _ in works] == [200, 200, 200]
    report.refresh_from_db()
    assert (report.state, report.file.name) == (ReportState.FAILED, "")
    assert report.reason
    assert left == before
    assert attached[0] == 302
    assert Evidence.objects.count() == 1
    assert len(stored()) == len(before) + 1
