import pytest

from riskapp.dashboards.queries.counts import DECIDED, IN_PROGRESS, counted

NOTHING = {one.name: 0 for one in (*IN_PROGRESS, *DECIDED)}


def test_what_is_nothing_stands_apart_from_the_numbers():
    found = counted(NOTHING | {"waiting": 3, "overdue": 1}, IN_PROGRESS)

    assert [(row.number, row.is_bad) for row in found.rows] == [(3, False), (1, True)]
    assert found.rows[0].address == "/assessments/?state=sent"
    assert [str(row.label) for row in found.none][:2] == [
        "Being scored",
        "Reassessments due",
    ]


@pytest.mark.parametrize(
    ("ending", "accepted", "told"), [(2, 5, ["ending"]), (0, 5, ["accepted"])]
)
def test_accepted_risks_are_told_where_none_ends_soon(ending, accepted, told):
    found = counted(NOTHING | {"ending": ending, "accepted": accepted}, DECIDED)

    labels = {one.name: one.label for one in DECIDED}
    assert [row.label for row in found.rows] == [labels[name] for name in told]
