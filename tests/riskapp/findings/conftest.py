"""What most tests of findings begin with; a module may have its own."""

import pytest


@pytest.fixture(scope="module")
def evaluated(house):
    """An assessment with findings, and somebody at the vendor to be told of them."""
    return house.scored(email="vera@vendor.example")
