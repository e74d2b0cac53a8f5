"""Files are whole, or they are not there."""

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile

from riskapp.common.storage import OurFolder


class Stopped(ContentFile):
    """Content whose reader is stopped in the middle."""

    def __init__(self, error):
        super().__init__(b"a" * 100)
        self.error = error

    def chunks(self, chunk_size=None):
        yield b"a"
        raise self.error


@pytest.mark.parametrize(
    "error", [OSError("no space"), SoftTimeLimitExceeded(), KeyboardInterrupt()]
)
def test_a_file_that_is_stopped_in_the_middle_leaves_nothing(db, tmp_path, error):
    storage = OurFolder(location=tmp_path)

    with pytest.raises(type(error)):
        storage.save("report.pdf", Stopped(error))

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_whole_file_is_there_under_its_name(db, tmp_path):
    storage = OurFolder(location=tmp_path)

    name = storage.save("report.pdf", ContentFile(b"whole"))

    with storage.open(name) as stored:
        assert stored.read() == b"whole"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [
        "report.pdf"
    ]
