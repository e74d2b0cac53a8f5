"""Programs of others read our files: each in both languages, of every example."""

import json
import subprocess

import pytest
from django.utils import translation

from riskapp.reports.choices import EXTENSIONS, Format
from riskapp.reports.files import file_of
from riskapp.settings.base import ROOT

READER = ROOT / ".venv" / "consumers" / "bin" / "python"


@pytest.fixture
def read(tmp_path, shown):
    """What the reader of a format finds in the file of an example."""

    def found(*wanted):
        paths = [tmp_path / f"{one}.{EXTENSIONS[one]}" for one in wanted]
        for one, path in zip(wanted, paths, strict=True):
            path.write_bytes(file_of(one, *shown))
        done = subprocess.run(
            [READER, ROOT / "tests" / "consumers.py", *paths],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return found


def test_oscal_and_sarif_are_read_by_programs_that_did_not_write_them(read, shown):
    context, _answer_set = shown
    weak = context["findings"]

    results, plan, log = read(Format.OSCAL_RESULTS, Format.OSCAL_PLAN, Format.SARIF)

    assert results["version"] == plan["version"]
    assert results["risks"] == plan["risks"] == log["rules"] == len(weak)
    assert log["texts"] == sorted({group["text"] for group in weak})


def test_a_language_changes_words_and_nothing_else(read, shown):
    before = read(Format.SARIF)
    with translation.override("de"):
        assert read(Format.SARIF) == before
