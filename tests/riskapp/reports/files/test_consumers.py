"""Programs of others read our files: each in both languages, of every example."""

import json
import subprocess

import pytest
from django.utils import translation

from riskapp.reports.choices import EXTENSIONS, Format
from riskapp.reports.files import file_of
from riskapp.settings.base import ROOT
from tests.riskapp.reports.files.conftest import EXAMPLES, shown_of

READER = ROOT / ".venv" / "consumers" / "bin" / "python"
FILES = (
    (Format.OSCAL_RESULTS, "en"),
    (Format.OSCAL_PLAN, "en"),
    (Format.SARIF, "en"),
    (Format.SARIF, "de"),
)
of_every_example = pytest.mark.parametrize(
    "example", EXAMPLES, ids=lambda path: path.stem
)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """What the readers find in the files of each example, in the order of ``FILES``: they take
    longer to start than to read."""
    folder = tmp_path_factory.mktemp("consumers")
    paths = []
    for example in EXAMPLES:
        for format_, language in FILES:
            name = f"{example.stem}-{language}-{format_}.{EXTENSIONS[format_]}"
            paths.append(folder / name)
            with translation.override(language):
                paths[-1].write_bytes(file_of(format_, *shown_of(example)))
    done = subprocess.run(
        [READER, ROOT / "tests" / "consumers.py", *paths],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(paths)
    by_example = zip(*[iter(found)] * len(FILES), strict=True)
    return dict(zip(EXAMPLES, by_example, strict=True))


@of_every_example
def test_oscal_and_sarif_are_read_by_programs_that_did_not_write_them(read, example):
    weak = shown_of(example)[0]["findings"]

    results, plan, log, _german = read[example]

    assert results["version"] == plan["version"]
    assert results["risks"] == plan["risks"] == log["rules"] == len(weak)
    assert log["texts"] == sorted({group["text"] for group in weak})


@of_every_example
def test_a_language_changes_words_and_nothing_else(read, example):
    _results, _plan, log, german = read[example]

    assert german == log
