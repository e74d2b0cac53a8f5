"""The bill of materials, and what is known to be vulnerable, without a network."""

import datetime
import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from scripts import audit

DJANGO = {
    "id": "CVE-1",
    "package": "Django",
    "aliases": ["GHSA-1"],
    "ranges": [["4.2", "4.2.16"], ["5.1", "5.1.1"]],
}


@pytest.mark.parametrize(
    ("version", "is_hit"),
    [
        ("4.1", False),
        ("4.2", True),
        ("4.2.15", True),
        ("4.2.16", False),
        ("5.1a1", False),
        ("5.1", True),
        ("5.1.1", False),
    ],
)
def test_a_version_lies_in_a_range_or_not(version, is_hit):
    assert audit.is_affected(version, DJANGO) is is_hit


def test_a_version_that_is_named_by_itself_is_affected():
    assert audit.is_affected("1.0.post1", {"ranges": [], "versions": ["1.0.post1"]})


def test_the_bill_names_everything_with_its_parts_and_is_valid():
    packages = audit.installed(audit.ROOT / "requirements.txt")

    written = audit.bill(packages)

    names = {part["name"] for part in json.loads(written)["components"]}
    assert {"django", "sqlparse", "fonttools", "urllib3"} <= names
    assert names.isdisjoint({"pytest", "ruff", "mypy"})
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written) is None


def test_nothing_that_is_pinned_is_known_to_be_vulnerable(tmp_path, capsys):
    assert audit.main(["--sbom", str(tmp_path / "sbom.json")]) == 0

    words = capsys.readouterr().out
    assert "days old" in words
    assert "No package is affected" in words
    assert (tmp_path / "sbom.json").exists()


def test_what_is_affected_fails_it_by_name(tmp_path, capsys):
    known = {
        "as_of": "2020-01-01",
        "source": "test",
        "advisories": [DJANGO | {"ranges": [["0", None]]}],
    }
    extract = tmp_path / "advisories.json"
    extract.write_text(json.dumps(known))

    sbom = tmp_path / "sbom.json"
    status = audit.main(["--advisories", str(extract), "--sbom", str(sbom)])

    words = capsys.readouterr().out
    assert status == 1
    assert "AFFECTED: django" in words
    assert "That is old" in words


class Answering(BaseHTTPRequestHandler):
    """An OSV that knows one advisory of Django, on two pages."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = {}
        if asked["package"]["name"] == "django":
            events = [{"introduced": "5.1"}, {"fixed": "5.1.1"}, {"introduced": "0"}]
            events.append({"fixed": "4.2.16"})
            answer = {"next_page_token": "2"}
            if asked.get("page_token") == "2":
                about = {
                    "package": {"ecosystem": "PyPI", "name": "Django"},
                    "ranges": [
                        {"type": "GIT", "events": [{"introduced": "0"}]},
                        {"type": "ECOSYSTEM", "events": events},
                    ],
                }
                entry = {"id": "PYSEC-1", "published": "2026-01-02T00:00:00Z"}
                gone = entry | {"id": "PYSEC-2", "withdrawn": "2026-01-03"}
                answer = {"vulns": [e | {"affected": [about]} for e in (entry, gone)]}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass


def test_the_extract_is_fetched_anew_from_osv():
    server = HTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        known = audit.refreshed(
            {"django": "5.2", "celery": "5.7"},
            datetime.date(2026, 1, 5),
            f"http://127.0.0.1:{server.server_port}",
        )
    finally:
        server.shutdown()
        server.server_close()

    assert known["as_of"] == "2026-01-05"
    assert known["advisories"] == [
        {
            "id": "PYSEC-1",
            "package": "django",
            "aliases": [],
            "published": "2026-01-02",
            "ranges": [["0", "4.2.16"], ["5.1", "5.1.1"]],
        }
    ]
