import io

from openpyxl import load_workbook

from riskapp.shipped.core import core_document
from riskapp.vendors.files import headings, template


def test_work_that_is_known_stands_in_the_workbook_as_text():
    document = core_document()
    work = [("=1+1 AG", "Portal"), ("Kestrel", "Back office")]

    sheet = load_workbook(io.BytesIO(template(document, work))).worksheets[0]

    rows = [tuple(cell for cell in row if cell) for row in sheet.values]
    assert rows[0] == tuple(words for _key, words in headings(document))
    assert rows[1:3] == work
    assert sheet.cell(2, 1).data_type == "s"
