"""What the product asks when somebody else typed the address."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest
import requests

from riskapp.common import outgoing
from riskapp.common.outgoing import may_be_asked, outgoing_session

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"


@contextmanager
def answering(*parts, pause=0.0):
    """A server that sends parts, with a pause after each; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            try:
                connection, _ = server.accept()
                with connection:
                    connection.recv(4096)
                    for part in parts:
                        connection.sendall(part)
                        time.sleep(pause)
            except OSError:
                pass

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        with socket.socket() as last:  # lets go of a server that nobody asked
            last.connect_ex(server.getsockname())
        thread.join()


def ask(port, host="127.0.0.1"):
    with outgoing_session() as session:
        return session.get(f"http://{host}:{port}/")


@pytest.fixture
def open_here(settings):
    settings.SSO_ALLOWS_HTTP = True
    settings.SSO_INTERNAL_HOSTS = ["127.0.0.1"]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "0.0.0.0",  # noqa: S104  # asked, not listened at
        "10.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "100.64.0.1",
        "224.0.0.1",
        "2130706433",
        "0x7f.1",
        "[::127.0.0.1]",
        "[::ffff:0:7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[5f00::1]",
        "[fec0::1]",
        "192.88.99.1",
    ],
)
def test_no_address_around_us_is_asked(settings, host):
    settings.SSO_ALLOWS_HTTP = True

    with answering(HEAD, b"secret") as port, pytest.raises(requests.ConnectionError):
        ask(port, host)


def test_a_host_the_operator_named_is_asked(open_here):
    with answering(HEAD, b"here") as port:
        assert ask(port).text == "here"


@pytest.mark.parametrize(
    "url",
    [
        "http://x.example/",
        "ftp://x.example/",
        "file:///etc/passwd",
        "https://",
        "https://a:b@x.example",
        "//x.example",
        "https://x.example:0",
    ],
)
def test_only_https_is_asked(url):
    assert not may_be_asked(url)
    with pytest.raises(requests.RequestException), outgoing_session() as session:
        session.get(url)


def test_nobody_is_led_elsewhere(open_here):
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n"

    with answering(moved) as port, pytest.raises(requests.TooManyRedirects):
        ask(port)


def test_an_answer_is_read_only_so_far(open_here):
    part = b"x" * 65536

    with answering(HEAD, *[part] * 40) as port, pytest.raises(outgoing.AddressNotAsked):
        ask(port)


@pytest.mark.parametrize("parts", [[HEAD, *[b"x"] * 12], [b"H"] * 12])
def test_an_answer_that_drips_ends(open_here, monkeypatch, parts):
    monkeypatch.setattr(outgoing, "SECONDS_IN_ALL", 0.4)
    began = time.monotonic()

    with answering(*parts, pause=0.1) as port, pytest.raises(requests.RequestException):
        ask(port)

    assert time.monotonic() - began < 6


def test_proxies_of_the_environment_are_not_used(monkeypatch, open_here):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    with answering(HEAD, b"here") as port:
        assert ask(port).text == "here"


def test_one_deadline_holds_for_the_name_and_every_address(settings, monkeypatch):
    tried = []

    def swallow(place, seconds):
        tried.append(seconds)
        raise TimeoutError

    rows = [(2, 1, 6, "", (f"8.8.8.{n}", 443)) for n in range(200)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: rows)
    monkeypatch.setattr(socket, "create_connection", swallow)

    with pytest.raises(requests.ConnectionError), outgoing_session() as session:
        session.get("https://evil.example/")

    assert len(tried) == 2
    assert max(tried) <= outgoing.SECONDS_TO_CONNECT


def test_a_name_that_nobody_says_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(outgoing, "SECONDS_TO_CONNECT", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: time.sleep(1) or [])
    began = time.monotonic()

    with pytest.raises(requests.ConnectionError), outgoing_session() as session:
        session.get("https://evil.example/")

    assert time.monotonic() - began < 0.9


def test_a_slow_host_takes_few_threads(open_here, monkeypatch):
    monkeypatch.setattr(outgoing, "SECONDS_TO_WAIT", 0.2)
    monkeypatch.setitem(outgoing._asked, "127.0.0.1", outgoing.ASKED_AT_ONCE)

    with pytest.raises(outgoing.AddressNotAsked):
        ask(1)
    monkeypatch.undo()
    assert not outgoing._asked
