"""Log lines hold the id of the request and nothing of a person."""

import io
import json
import logging
import logging.config
import time

import pytest
import structlog

from riskapp.common.logs import logging_config, scrubbed, warnings_only


@pytest.fixture
def lines(settings):
    """What is logged as JSON meanwhile."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    formatter = logging_config("json")["formatters"]["line"]
    make = formatter.pop("()")
    handler.setFormatter(make(**formatter))
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("GET /vendors/?q=Ana+Novak", "GET /vendors/?…"),
        ("/accounts/password/reset/key/3-abc-def/", "/accounts/password/reset/key/…/"),
        ("GET /settings/joining/abc:d_e/", "GET /settings/joining/…/"),
        ("GET /settings/invited/a-b_c/", "GET /settings/invited/…/"),
        ("GET /settings/set-up/begin/a-b_c/", "GET /settings/set-up/begin/…/"),
        ("Key (email)=(ana.b@vendor.example) exists", "Key (email)=(<mail>) exists"),
        (
            "Ana <ana+x@vendor.example>, b@c, d@e@f.example",
            "Ana <<mail>>, b@c, d@<mail>",
        ),
        ("why?/x?q=Ana see a/b?q=Ana", "why?/x?… see a/b?…"),
        ("https://risk.example/a%20b/?q=Ana", "https://risk.example/a%20b/?…"),
        ("from 192.168.0.7: refused", "from <address>: refused"),
        ("from 2001:db8:0:1:1:1:1:1 refused", "from <address> refused"),
        ("at 10:20:30, version 5.2.19", "at 10:20:30, version 5.2.19"),
    ],
)
def test_what_names_a_person_is_taken_out(text, left):
    assert scrubbed(text) == left


@pytest.mark.parametrize(
    "part", ["a", "a@", "a-", "/", "a.", "a@a.", "/a?", "1.", "a:"]
)
def test_a_long_text_takes_no_longer_than_its_length(part):
    began = time.process_time()

    scrubbed(f"a@{part * 200_000}")

    assert time.process_time() - began < 1


def test_a_request_leaves_one_line_with_its_id(db, client, lines):
    client.get("/respond/?next=/x&mail=ana@vendor.example", HTTP_USER_AGENT="Secret/1")

    (line,) = [line for line in lines() if line["event"] == "request_finished"]

    assert line["request"] == "GET /respond/?…"
    assert line["code"] == 200
    assert len(line["request_id"]) == 36
    assert "Secret" not in json.dumps(lines())
    assert "127.0.0.1" not in json.dumps(lines())


def test_a_traceback_is_kept_without_what_names_a_person(lines):
    try:
        int("ana@vendor.example")
    except ValueError:
        logging.getLogger("x").exception("Failed for %s.", "ana@vendor.example")

    (line,) = lines()

    assert line["event"] == "Failed for <mail>."
    assert "ValueError: invalid literal" in line["exception"]
    assert "ana@" not in line["exception"]
    assert line["level"] == "error"


def test_a_refused_page_leaves_no_traceback(world, lines):
    assert world.client("auditor").get("/settings/").status_code == 403

    refused = [line for line in lines() if line["logger"] == "django.request"]
    assert [line["status_code"] for line in refused] == [403]
    assert "exception" not in refused[0]


def test_the_id_of_a_request_goes_along(lines):
    with structlog.contextvars.bound_contextvars(request_id="abc"):
        logging.getLogger("x").warning("Something.")

    assert lines()[0]["request_id"] == "abc"


def test_a_command_that_speaks_to_a_person_writes_only_warnings(caplog):
    log = logging.getLogger("riskapp.tests")

    with warnings_only():
        log.info("a task waits")
        log.warning("no room left")
    log.info("a task waits again")

    assert caplog.messages == ["no room left", "a task waits again"]
