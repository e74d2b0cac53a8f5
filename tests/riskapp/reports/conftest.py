"""What most tests of reports begin with; a module may have its own."""

import pytest


@pytest.fixture(scope="module")
def evaluated(house):
    """An assessment to report on."""
    return house.scored("careful")
