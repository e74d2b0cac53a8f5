import pytest

from riskapp.machines.adapter.paging import read_cursor, write_cursor
from riskapp.machines.adapter.rights import MachineProblem


def test_a_cursor_is_read_by_its_list_alone():
    cursor = write_cursor("vendors", "4711")

    assert read_cursor("vendors", cursor) == "4711"
    for of, shown in (("tools", cursor), ("vendors", cursor + "x"), ("vendors", "")):
        with pytest.raises(MachineProblem) as refused:
            read_cursor(of, shown)
        assert refused.value.status == 422
