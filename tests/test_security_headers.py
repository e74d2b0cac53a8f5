"""What every answer carries, and that docs/asvs.md names tests that exist."""

import datetime
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.checks import run_checks
from django.test import Client
from django.utils import timezone

from tests.riskapp.settings.test_production import WHOLE

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["/accounts/login/", "/respond/", "/verify/", "/", "/vendors/", "/no-such/"]
DIRECTIVES = {
    "default-src 'none'", "object-src 'none'", "base-uri 'none'", "script-src 'self'",
    "frame-ancestors 'none'", "form-action 'self'",
}  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_headers(world, path):
    answer = world.client("analyst").get(path)

    given = set(answer["Content-Security-Policy"].split("; "))
    assert given >= DIRECTIVES
    assert not any("unsafe" in directive for directive in given)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert "Access-Control-Allow-Origin" not in answer
    assert answer["Content-Type"] == "text/html; charset=utf-8"


def test_every_cookie_of_production_is_bound_to_its_host():
    program = (
        "from riskapp.settings import production as p;"
        "print([(getattr(p, f'{k}_COOKIE_NAME'), getattr(p, f'{k}_COOKIE_SECURE'))"
        " for k in ('SESSION', 'CSRF', 'LANGUAGE')], p.MESSAGE_STORAGE)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | WHOLE,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.count("__Host-") == 3
    assert "False" not in done.stdout
    assert "storage.session" in done.stdout


def test_a_form_without_its_token_is_refused(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.analyst)

    assert client.post("/vendors/add/", {"name": "New"}).status_code == 403


def test_trace_is_refused(client, db):
    assert client.trace("/respond/").status_code == 405


def test_a_long_password_counts_to_its_last_character(world):
    word = "correct horse " * 8
    world.analyst.set_password(word + "a")
    world.analyst.save()

    assert not world.analyst.check_password(word + "b")
    assert not world.analyst.check_password((word + "a").upper())
    assert world.analyst.check_password(word + "a")


def test_scripts_keep_nothing_more_in_the_browser_than_is_known():
    scripts = [p for p in (ROOT / "static").rglob("*.js") if "vendor" not in p.parts]
    kept = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie\s*=")

    found = [p.name for p in scripts if kept.search(p.read_text("utf-8"))]

    # Answers that wait to be sent; the key for marks of secrets, of this tab; a switch of the
    # review.
    assert sorted(found) == ["autosave.js", "redactor.js", "review.js"]


def test_security_txt_says_whom_to_tell_until_its_day(client, db, settings):
    day = timezone.now().date() + datetime.timedelta(days=30)
    settings.SECURITY_CONTACT = ["mailto:security@buyer.example"]
    settings.SECURITY_UNTIL = day.isoformat()

    answer = client.get("/.well-known/security.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "Contact: mailto:security@buyer.example",
        f"Expires: {day}T23:59:59Z",
        f"Preferred-Languages: {', '.join(code for code, _ in configured.LANGUAGES)}",
        f"Canonical: {settings.PUBLIC_URL}/.well-known/security.txt",
    ]


@pytest.mark.parametrize("until", ["", "soon", "2020-01-01"])
def test_security_txt_is_gone_after_its_day(client, db, settings, until):
    settings.SECURITY_CONTACT = ["mailto:security@buyer.example"]
    settings.SECURITY_UNTIL = until

    assert client.get("/.well-known/security.txt").status_code == 404
    said = run_checks(tags=["security"], include_deployment_checks=True)
    assert "riskapp.W005" in {message.id for message in said}


def rows_of_asvs():
    text = (ROOT / "docs" / "asvs.md").read_text("utf-8")
    return re.findall(
        r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([a-z ]+) \| .* \| (.*) \|$",
        text,
        re.MULTILINE,
    )


def test_asvs_has_every_requirement_of_both_levels_once():
    rows = rows_of_asvs()

    numbers = [number for number, *_ in rows]
    assert len(numbers) == len(set(numbers)) == 253
    assert sum(level == "1" for _, level, *_ in rows) == 70
    states = {"met", "partly", "not met", "operator", "not applicable"}
    assert {state for _, _, state, _ in rows} <= states


def test_what_asvs_names_exists():
    named = {
        name
        for *_, shown in rows_of_asvs()
        for name in re.findall(
            r"`((?:tests|riskapp|questionnaires|scripts|deploy|docs|static|templates)/[^`]+)`",
            shown,
        )
    }

    missing = [name for name in sorted(named) if not _exists(name)]

    assert len(named) > 100
    assert missing == []


def _exists(name):
    path, _, test = name.partition("::")
    found = ROOT / path
    found = found if found.exists() else found.with_suffix(".py")
    if not found.exists():
        return False
    return not test or f"def {test}(" in found.read_text("utf-8")
