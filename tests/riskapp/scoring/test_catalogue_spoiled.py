"""The files that scoring reads: each as it is read, and with each of its lines spoiled."""

import pytest

from questionnaires.document.source import read_file
from riskapp.scoring.catalogue import parse_frameworks, parse_law, parse_mapping
from riskapp.scoring.controls import parse_controls
from riskapp.scoring.languages import parse_quotes
from tests.factories.spoiled import FOLDER, kept, read_as, refusals_of


def mapping(source):
    return parse_mapping(source, "small", ["ACT", "GDPR"], ["ACT-1", "ACT-1.a"])


def quotes(source):
    return parse_quotes(source, "de")


READERS = {
    "law": parse_law,
    "mapping": mapping,
    "frameworks": parse_frameworks,
    "quotes": quotes,
    "controls": parse_controls,
}


@pytest.mark.parametrize("name", READERS)
def test_everything_a_file_says_is_read(name):
    found = read_as(READERS[name](read_file(FOLDER / f"{name}.yaml")))

    assert found.splitlines() == kept(f"{name}.read.txt", found).splitlines()


@pytest.mark.parametrize("name", READERS)
def test_whatever_is_spoiled_is_refused_or_read_as_it_was(name):
    said = refusals_of(name, READERS[name])

    assert said.splitlines() == kept(f"{name}.txt", said).splitlines()
