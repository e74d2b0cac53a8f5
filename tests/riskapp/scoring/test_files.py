"""Answers files about what is shipped."""

import pytest

from questionnaires.document.errors import DocumentError
from riskapp.scoring.files import shipped, shipped_in
from riskapp.shipped.core import core_document


@pytest.mark.parametrize("wanted", ["gone", "../secrets", "", "core/more"])
def test_what_is_not_shipped_is_not_found(wanted):
    with pytest.raises(LookupError):
        shipped(wanted)


def test_a_questionnaire_is_found_with_and_without_its_version():
    core = core_document()

    assert shipped(core.id).version == core.version
    assert shipped(f"{core.id}@{core.version}").version == core.version
    with pytest.raises(LookupError):
        shipped(f"{core.id}@0")


def test_it_is_shown_in_a_language():
    core = core_document()

    german = shipped_in(core.id, "de")

    assert german.title != core.title
    assert german.questions.keys() == core.questions.keys()
    with pytest.raises(DocumentError):
        shipped_in("gone", "de")
