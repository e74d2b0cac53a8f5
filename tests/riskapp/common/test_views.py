"""Pages of our own for requests that go wrong."""

import errno
import os

import pytest
from django.db import OperationalError
from django.test import Client
from psycopg.errors import DiskFull

from tests.conftest import make_world

pytestmark = pytest.mark.django_db

LIMIT = 1024 * 1024


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def test_an_unknown_host_gets_a_page_that_needs_no_host(client, caplog):
    reply = client.get("/accounts/login/", HTTP_HOST="evil.example")

    page = reply.content.decode()
    assert reply.status_code == 400
    assert "This address is not known here" in page
    assert "evil.example" not in page
    assert "<form" not in page
    assert "<a href" not in page
    assert "Content-Security-Policy" in reply
    assert "Invalid HTTP_HOST" in caplog.text


def test_an_unknown_host_is_told_in_the_language_of_the_browser(client):
    reply = client.get("/", HTTP_HOST="evil.example", HTTP_ACCEPT_LANGUAGE="de")

    assert "Diese Adresse ist hier nicht bekannt" in reply.content.decode()


@pytest.mark.parametrize("is_checked", [True, False])
def test_a_body_that_is_too_big_is_refused_in_words(is_checked):
    client = Client(raise_request_exception=False, enforce_csrf_checks=is_checked)
    form = "application/x-www-form-urlencoded"
    client.get("/respond/")  # for the cookie

    reply = client.post("/respond/", b"code=" + b"x" * LIMIT, content_type=form)

    assert reply.status_code == 413
    assert "This is too big" in reply.content.decode()


def test_an_upload_that_is_too_big_is_refused_in_words(client, monkeypatch):
    monkeypatch.setattr("riskapp.common.uploads.RefuseHugeRequests.most", 10)

    reply = client.post("/respond/", {"code": "x" * 20})

    assert reply.status_code == 413


def test_more_fields_than_a_page_has_are_refused_in_words(client):
    reply = client.post("/respond/", {f"n{at}": "" for at in range(1001)})

    assert reply.status_code == 413


def full(*_args, **_more):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def full_of_rows(*_args, **_more):
    raise OperationalError from DiskFull("could not extend file")


@pytest.mark.parametrize("failure", [full, full_of_rows])
def test_a_full_disk_is_told_in_words_and_logged(monkeypatch, caplog, failure):
    world = make_world()
    client = world.client("analyst")
    client.raise_request_exception = False
    monkeypatch.setattr("riskapp.vendors.actions.register_vendor", failure)

    reply = client.post("/vendors/add/", {"name": "Osprey", "country": "RS"})

    assert reply.status_code == 507
    assert "There is no room left" in reply.content.decode()
    assert "Insufficient Storage: /vendors/add/" in caplog.text


def test_another_failure_is_still_our_fault(monkeypatch):
    client = make_world().client("analyst")
    client.raise_request_exception = False

    def broken(*_args, **_more):
        raise OSError(errno.EACCES, "no")

    monkeypatch.setattr("riskapp.vendors.actions.register_vendor", broken)

    reply = client.post("/vendors/add/", {"name": "Osprey", "country": "RS"})

    assert reply.status_code == 500
    assert "Something went wrong" in reply.content.decode()
