"""The evidence storage, also against a real HTTP server that speaks enough of S3."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from riskapp.settings.environment import Env
from riskapp.settings.storage import evidence_storage, file_storage

VARIABLES = ("BUCKET", "ENDPOINT", "REGION", "ACCESS_KEY", "SECRET_KEY")


class _Bucket(BaseHTTPRequestHandler):
    def do_PUT(self):
        size = int(self.headers["Content-Length"])
        self.server.objects[self.path] = self.rfile.read(size)
        self.server.signed.append(self.headers["Authorization"])
        self._say(200)

    def do_GET(self):
        path = self.path.split("?")[0]
        if path in self.server.objects:
            self._say(200, self.server.objects[path])
        else:
            self._say(404)

    def do_HEAD(self):
        self.do_GET()

    def do_DELETE(self):
        self.server.objects.pop(self.path, None)
        self._say(204)

    def _say(self, status, content=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", "Tue, 24 Nov 2026 10:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def bucket(monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), _Bucket) as server:
        server.objects, server.signed = {}, []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        values = ("proofs", f"http://127.0.0.1:{server.server_port}", "eu-1", "k", "s")
        for name, value in zip(VARIABLES, values, strict=True):
            monkeypatch.setenv(f"EVIDENCE_S3_{name}", value)
        yield server
        server.shutdown()
        thread.join()


def test_without_a_bucket_files_lie_beside_the_others(monkeypatch):
    monkeypatch.delenv("EVIDENCE_S3_BUCKET", raising=False)

    assert evidence_storage(Env())["BACKEND"].endswith("OurFolder")


def test_local_files_are_for_the_product_alone(settings):
    name = storages["evidence"].save("evidence/ab/abc", ContentFile(b"text"))

    path = settings.MEDIA_ROOT / name
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_one_setting_puts_every_file_into_a_bucket(monkeypatch):
    monkeypatch.setenv("FILES_S3_BUCKET", "everything")

    for storage in (file_storage(Env()), evidence_storage(Env())):
        assert storage["BACKEND"].endswith("OurBucket")
        assert storage["OPTIONS"]["bucket_name"] == "everything"


def test_evidence_may_have_a_bucket_of_its_own(monkeypatch):
    monkeypatch.setenv("EVIDENCE_S3_BUCKET", "proofs")

    assert evidence_storage(Env())["OPTIONS"]["bucket_name"] == "proofs"
    assert file_storage(Env())["BACKEND"].endswith("OurFolder")


def test_a_bucket_keeps_gives_and_forgets_files(settings, bucket):
    settings.STORAGES = settings.STORAGES | {"evidence": evidence_storage(Env())}
    storage = storages["evidence"]

    name = storage.save("evidence/ab/abc", ContentFile(b"text"))

    assert bucket.objects == {"/proofs/evidence/ab/abc": b"text"}
    assert bucket.signed[0].startswith("AWS4-HMAC-SHA256 Credential=k/")
    with storage.open(name) as kept:
        assert kept.read() == b"text"
    with pytest.raises(FileNotFoundError):
        storage.open("evidence/ab/other")
    storage.delete(name)
    assert bucket.objects == {}
    storage.connection.meta.client.close()
