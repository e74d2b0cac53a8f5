import io

from openpyxl import load_workbook

from riskapp.reports.choices import Format
from riskapp.reports.files import file_of


def test_the_workbook_has_its_sheets_and_no_formula(shown):
    context, _sheet = shown

    book = load_workbook(io.BytesIO(file_of(Format.XLSX, *shown)))

    answers = sum(len(group["rows"]) for group in context["groups"])
    kinds = {c.data_type for s in book for row in s.iter_rows() for c in row}
    assert book.sheetnames == ["Summary", "Answers", "Tools", "Findings", "Criteria"]
    assert book["Answers"].max_row == answers + 1
    assert book["Criteria"].max_row > 100
    assert "f" not in kinds
    texts = [c.value for row in book["Summary"].iter_rows() for c in row]
    assert "=cmd|' /C calc'!A0" in texts
