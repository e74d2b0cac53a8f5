import io
import socket
import time

import pytest

from questionnaires.choices import ScanState
from questionnaires.scanning import ScannerUnavailable, scan
from tests.factories.clamd import VIRUS


def test_a_clean_file_reaches_the_scanner_whole(clamd):
    content = bytes(range(256)) * 1000

    verdict = scan(io.BytesIO(content))

    assert verdict.state == ScanState.CLEAN
    assert clamd.heard == [content]


def test_a_virus_is_named(clamd):
    verdict = scan(io.BytesIO(b"before" + VIRUS))

    assert verdict.state == ScanState.INFECTED
    assert verdict.reason == "Eicar-Test-Signature"


def test_what_the_scanner_finds_too_big_is_a_verdict(clamd):
    clamd.limit = 100_000

    verdict = scan(io.BytesIO(bytes(100_001)))

    assert verdict.state == ScanState.FAILED
    assert "bigger" in verdict.reason


def test_a_scanner_in_trouble_has_checked_nothing(clamd):
    clamd.mode = "broken"

    assert scan(io.BytesIO(b"text")).state == ScanState.FAILED


@pytest.mark.parametrize("mode", ["drop", "half"])
@pytest.mark.parametrize("size", [10, 5_000_000])
def test_a_dropped_connection_is_no_verdict(clamd, mode, size):
    clamd.mode = mode

    with pytest.raises(ScannerUnavailable):
        scan(io.BytesIO(bytes(size)))


def test_a_scanner_that_hangs_is_left_in_time(clamd, settings):
    clamd.mode = "hang"
    settings.CLAMAV_TIMEOUT = 0.3
    start = time.monotonic()

    with pytest.raises(ScannerUnavailable, match="time"):
        scan(io.BytesIO(b"text"))

    assert time.monotonic() - start < 2


def test_a_scanner_that_does_not_listen_is_away(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.CLAMAV_HOST, settings.CLAMAV_PORT = free.getsockname()
    settings.CLAMAV_TIMEOUT = 1

    with pytest.raises(ScannerUnavailable):
        scan(io.BytesIO(b"text"))
