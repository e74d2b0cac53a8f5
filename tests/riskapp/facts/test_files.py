"""Files are read one at a time for a response, and few at once."""

import threading
import uuid

import pytest

from questionnaires.models import Response
from riskapp.facts import files
from riskapp.facts.errors import FileNotRead


@pytest.fixture
def slow(monkeypatch):
    """Readers that go on until they are told to end; how many there are."""
    end, begun = threading.Event(), threading.Semaphore(0)

    def ask(*_args, **_more):
        begun.release()
        end.wait(10)
        return b'{"readings": []}'

    monkeypatch.setattr(files, "ask", ask)
    monkeypatch.setattr(files, "SECONDS_TO_WAIT", 0.05)
    threads = []

    def begin(response):
        threads.append(threading.Thread(target=read, args=[response]))
        threads[-1].start()
        assert begun.acquire(timeout=10)

    yield begin, end
    end.set()
    for thread in threads:
        thread.join()


def read(response):
    return files.read_file(b"{}", "a.json", response)


def test_one_response_never_takes_the_turns_of_others(slow, monkeypatch):
    begin, end = slow
    one, other, third = (Response(pk=uuid.UUID(int=n)) for n in range(3))
    begin(one)

    with pytest.raises(FileNotRead, match="Other files are being read"):
        read(one)
    begin(other)
    with pytest.raises(FileNotRead, match="Other files are being read"):
        read(third)
    end.set()
    monkeypatch.setattr(files, "SECONDS_TO_WAIT", 10)
    assert read(one).readings == []
    assert read(third).readings == []


def test_a_reader_that_fails_leaves_its_turn(monkeypatch):
    def ask(*_args, **_more):
        raise files.OutOfTime

    monkeypatch.setattr(files, "ask", ask)
    monkeypatch.setattr(files, "SECONDS_TO_WAIT", 0)

    for _ in range(files.READ_AT_ONCE + 1):
        with pytest.raises(FileNotRead, match="too long"):
            read(Response(pk=uuid.UUID(int=1)))
