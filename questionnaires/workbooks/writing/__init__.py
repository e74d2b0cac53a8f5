"""A questionnaire as a workbook: one sheet per section, with the same choices as the page.

What people wrote is text in every cell, whatever it begins with, so nothing becomes a
formula.
"""

from questionnaires.document.offline.cover import Cover
from questionnaires.workbooks.writing.book import write_workbook

__all__ = ["Cover", "write_workbook"]
