"""A questionnaire as a workbook: one sheet per section, with the same choices as the page.

What people wrote is text in every cell, whatever it begins with, so nothing becomes a
formula.
"""

from questionnaires.document.offline.workbook.book import write_workbook
from questionnaires.document.offline.workbook.cover import Cover

__all__ = ["Cover", "write_workbook"]
