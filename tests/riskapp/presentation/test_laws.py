from riskapp.presentation.laws import laws_of, stacked, unknown_provisions, unmet
from riskapp.scoring.catalogue import core_catalogue


def test_every_law_stands_alone_with_its_counts(told_of):
    _, data = told_of("typical")

    found = laws_of(data, core_catalogue())

    assert {block.law.id: block.is_duty for block in found} == {
        "GDPR": True,
        "NIS2": True,
        "NIS2IR": False,
        "CRA": False,
        "AIACT": True,
    }
    assert sum(len(block.rows) for block in found) == len(data["criteria"])
    for block in found:
        assert block.total == len(block.rows)
        assert sum(part["count"] for part in block.parts) == block.total


def test_a_provision_names_the_tools_that_do_not_meet_it(told):
    _, data = told

    rows = [row for block in laws_of(data, core_catalogue()) for row in block.rows]

    stored = {item["id"]: item for item in data["criteria"]}
    for row in rows:
        bad = [
            t["name"] for t in row.tools if t["status"] in ("not_met", "not_answered")
        ]
        assert row.weak_tools == bad
        assert row.is_rolled_up is not bool(stored[row.id]["questions"])


def test_a_provision_that_nobody_knows_is_left_out_and_named(told_of):
    _, data = told_of("careful")
    [item, *_] = data["criteria"]
    data = data | {"criteria": [item, item | {"id": "GDPR-999"}]}

    [block] = laws_of(data, core_catalogue())

    assert [row.id for row in block.rows] == [item["id"]]
    assert unknown_provisions(data, core_catalogue()) == ["GDPR-999"]


def test_a_bar_runs_from_worst_to_best_without_gaps():
    parts = stacked({"met": 2, "not_met": 3, "partly_met": 0, "not_answered": 1})

    assert [(p["status"], p["from"], p["count"]) for p in parts] == [
        ("not_met", 0, 3),
        ("not_answered", 3, 1),
        ("met", 4, 2),
    ]
    assert unmet({"met": 2, "not_met": 3, "not_answered": 1}) == 4
