from io import BytesIO

from docx import Document

from riskapp.reports.actions.making import with_addendum
from riskapp.reports.choices import Format
from riskapp.reports.files import file_of


def test_every_page_says_that_it_is_a_draft_and_every_clause_has_its_heading(shown):
    context, answer_set = with_addendum(*shown), shown[1]

    document = Document(BytesIO(file_of(Format.ADDENDUM, context, answer_set)))

    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    titles = [f"{c['number']}. {c['title']}" for c in context["addendum"]["clauses"]]
    assert [s.header.paragraphs[0].text for s in document.sections] == [
        "Draft for your counsel"
    ]
    assert heads == titles
    gaps = [p for p in document.paragraphs if p.text.startswith("Gap: ")]
    assert len(gaps) == context["addendum"]["gaps"]


def test_what_no_document_can_hold_is_left_out(shown):
    context, answer_set = with_addendum(*shown), shown[1]
    context["addendum"]["tools"] = [{"name": "A\x00\x0b\ud800\u202eB<w:p>"}]

    document = Document(BytesIO(file_of(Format.ADDENDUM, context, answer_set)))

    assert document.tables[0].rows[1].cells[0].text == "AB<w:p>"
