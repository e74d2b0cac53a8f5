"""What a file would change: new, changed, emptied, in conflict, faulty, all side by side.

Nothing is decided here. The same file compared with the same answers says the same, so what
somebody agreed to can be checked again before it is done.
"""

from questionnaires.document.offline.comparing.answers import compare
from questionnaires.document.offline.comparing.lines import (
    ComparedLine,
    Comparison,
    LineChange,
    Stored,
)

__all__ = ["ComparedLine", "Comparison", "LineChange", "Stored", "compare"]
