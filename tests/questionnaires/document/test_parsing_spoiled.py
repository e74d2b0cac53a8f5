"""A questionnaire that says everything, as it is read, and with each of its lines spoiled: every
refusal, at its line and in its words. What it says of risk is told beside the extension."""

from questionnaires.document.parsing import load_document, parse_document
from tests.factories.spoiled import (
    FOLDER,
    KNOWN,
    is_of_risk,
    kept,
    read_as,
    refusals_of,
)


def test_everything_a_questionnaire_says_is_read():
    found = read_as(load_document(FOLDER / "questionnaire.yaml", KNOWN))

    assert found.splitlines() == kept("questionnaire.read.txt", found).splitlines()


def test_whatever_is_spoiled_is_refused_or_read_as_it_was():
    said = refusals_of(
        "questionnaire",
        lambda source: parse_document(source, KNOWN),
        lambda path: not is_of_risk(path),
    )

    assert said.splitlines() == kept("questionnaire.txt", said).splitlines()
