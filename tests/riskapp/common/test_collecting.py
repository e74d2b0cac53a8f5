"""The collector is off within, and as it was afterwards."""

import gc

import pytest

from riskapp.common.collecting import collected_later


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_is_off_within_and_then_as_it_was(was_on):
    if not was_on:
        gc.disable()
    try:
        with pytest.raises(ValueError, match="stopped"), collected_later():
            assert not gc.isenabled()
            raise ValueError("stopped")

        assert gc.isenabled() is was_on
    finally:
        gc.enable()
