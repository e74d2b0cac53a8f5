import pytest

from riskapp.activity.actions.handing import MAX_FILES, save_once
from riskapp.facts.errors import FileNotRead


class Full:
    """As many files of one side as there may be."""

    def count(self):
        return MAX_FILES


def test_beside_as_many_files_as_there_may_be_none_is_saved():
    with pytest.raises(FileNotRead, match="At most 100 files"):
        save_once(None, Full(), FileNotRead)
