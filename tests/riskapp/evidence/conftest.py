import pytest

from riskapp.evidence.loading import reader_for


@pytest.fixture(scope="session")
def reader():
    return reader_for(b"a key for tests, of 32 bytes ...")
