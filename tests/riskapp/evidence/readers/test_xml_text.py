"""XML without document types, as JSON would write it."""

import pytest

from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.readers.xml_text import open_xml


def opened(text, **limits):
    return open_xml(text, "a.xml", Limits(**limits), Watch("a.xml", 20))


def test_elements_are_lists_by_name_without_their_namespace():
    text = '<a xmlns="urn:x">\n<b c="1"> two </b>\n<b/>\n</a>'

    found = opened(text)

    (part,) = found.parts
    assert part.data == {"a": [{"b": [{"@c": "1", "#text": "two"}, {}]}]}
    assert found.lines(["/a/0/b/1", "/gone"]) == {"/a/0/b/1": 3}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("<a>\n<b></a>", 2, "no XML: mismatched tag"),
        ("", 1, "no XML: no element found"),
        ("<!DOCTYPE a>\n<a/>", 1, "a document type or entity is declared"),
        ("<a>\n<b>\n<c>\n<d/></c></b></a>", 4, "the file is nested too deeply"),
        ("<a>\n<b/><b/><b/>\n<b/></a>", 3, "too many elements"),
    ],
)
def test_another_text_is_refused_with_its_line(text, line, what):
    with pytest.raises(EvidenceFileRefused) as refused:
        opened(text, depth=3, values=4)

    (fault,) = refused.value.faults
    assert (fault.line, fault.what) == (line, what)
