"""Plain files are opened, and nothing that keeps one waiting."""

import os
import stat

import pytest

from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.limits import Limits
from riskapp.evidence.paths import content_of, key_of, plain_file
from riskapp.evidence.secrets import LEAST_KEY


@pytest.fixture
def pipe(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def test_a_plain_file_is_read(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"{}")

    assert content_of(path) == b"{}"


def test_of_a_file_that_is_too_long_one_byte_more_than_the_limit_is_read(tmp_path):
    path = tmp_path / "long"
    with path.open("wb") as file:
        file.truncate(Limits().bytes + 9)

    assert len(content_of(path)) == Limits().bytes + 1


@pytest.mark.parametrize("name", ["pipe", "missing", "."])
def test_what_is_no_plain_file_is_refused_at_once(tmp_path, pipe, name):
    with pytest.raises(EvidenceFileRefused, match="the file cannot be read"):
        content_of(tmp_path / name)


def test_a_file_that_turns_into_a_pipe_is_refused(tmp_path, pipe, monkeypatch):
    looks = stat.S_ISREG
    seen = []

    def once(mode):
        seen.append(mode)
        return len(seen) == 1 or looks(mode)

    monkeypatch.setattr(stat, "S_ISREG", once)
    with pytest.raises(OSError, match="no plain file"):
        plain_file(pipe)

    assert len(seen) == 2


def test_a_key_is_new_or_stands_in_a_file_and_is_long_enough(tmp_path):
    path = tmp_path / "key"
    path.write_bytes(b" " + b"k" * LEAST_KEY + b"\n")

    assert key_of(path) == b"k" * LEAST_KEY
    assert len(key_of(None)) == 32
    assert key_of(None) != key_of(None)

    path.write_bytes(b"k" * (LEAST_KEY - 1) + b" " * 40)
    with pytest.raises(EvidenceFileRefused, match="the key is too short"):
        key_of(path)


def test_a_refusal_names_the_file_its_first_line_and_why(tmp_path):
    path = tmp_path / "gone"

    with pytest.raises(EvidenceFileRefused) as refused:
        content_of(path)

    assert refused.value.faults == (
        (
            str(path),
            1,
            "the file cannot be read (No such file or directory)",
            "a readable file",
        ),
    )


def test_a_short_key_is_refused_with_the_length_that_is_needed(tmp_path):
    path = tmp_path / "key"
    path.write_bytes(b"short")

    with pytest.raises(EvidenceFileRefused) as refused:
        key_of(path)

    assert refused.value.faults == (
        (str(path), 1, "the key is too short", f"{LEAST_KEY} bytes or more"),
    )
