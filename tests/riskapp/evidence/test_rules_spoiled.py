"""The rules of a format that says everything, as they are read, and each of their lines spoiled."""

from questionnaires.document.errors import DocumentError, Fault
from questionnaires.document.source import read_file
from riskapp.evidence.loading import CONTENT
from riskapp.evidence.rules import RulesInvalid, rules_from
from tests.factories.spoiled import FOLDER, kept, read_as, refusals_of

AROUND = {
    "groups": {
        "shared": {"each": "/all", "about": "=none", "facts": [{"name": "mode"}]}
    },
    "tools": [{"id": "clippy", "title": "Clippy"}],
    "providers": [],
    "secrets": read_file(CONTENT / "secrets.yaml").data,
    "titles": {"mode": "Mode"},
}


def format_of(source):
    """The format, or the refusal with the first line of the part that is wrong."""
    try:
        return rules_from(
            {"formats": [source.data], **AROUND}, {"text", "codes"}
        ).formats[0]
    except RulesInvalid as error:
        raise DocumentError((Fault("", 0, str(error), ""),)) from error


def test_everything_a_format_says_is_read():
    found = read_as(format_of(read_file(FOLDER / "format.yaml")))

    assert found.splitlines() == kept("format.read.txt", found).splitlines()


def test_whatever_is_spoiled_is_refused_or_read_as_it_was():
    said = refusals_of("format", format_of)

    assert said.splitlines() == kept("format.txt", said).splitlines()
