"""A questionnaire as a workbook: one sheet per section, with the same choices as the page.

What people wrote is text in every cell, whatever it begins with, so nothing becomes a
formula. The library is imported when the first one is written: every web server imports this
package, and it takes 11 MB.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.offline.cover import Cover

__all__ = ["Cover", "write_workbook"]


def write_workbook(
    answer_set: AnswerSet, cover: Cover, *, sections: Callable[[str], bool]
) -> bytes:
    """The XLSX of a questionnaire with what is answered so far, of the ``sections`` that are
    said yes to.

    The parts of a workbook name each other, so that one stays until rubbish is looked for: that
    is done at once, or the next would come beside it.
    """
    from questionnaires.workbooks.writing import book

    content = book.write_workbook(answer_set, cover, sections=sections)
    gc.collect()
    return content
