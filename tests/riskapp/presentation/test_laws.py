from riskapp.presentation.laws import (
    Provision,
    laws_of,
    stacked,
    unknown_provisions,
    unmet,
)
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


def test_a_provision_is_told_in_full():
    catalogue = core_catalogue()
    parent, children = next(iter(catalogue.children.items()))
    criterion = catalogue.criteria[parent]
    item = {
        "id": parent,
        "law": criterion.law,
        "duty": True,
        "status": "not_met",
        "evidence": "documented",
        "questions": [],
        "tools": [
            {"name": "A", "status": "met"},
            {"name": "B", "status": "not_answered"},
            {"name": "C", "status": "not_met"},
        ],
        "children": [*children, "GDPR-999"],
    }
    data = {"criteria": [item], "law_counts": {criterion.law: {"not_met": 1}}}

    [block] = laws_of(data, catalogue)
    [row] = block.rows

    assert row == Provision(
        id=parent,
        ref=criterion.ref,
        title=criterion.title,
        criterion=criterion,
        duty=True,
        status="not_met",
        words="Not met",
        evidence="documented",
        evidence_words="documented",
        questions=[],
        tools=item["tools"],
        children=[catalogue.criteria[child].ref for child in children],
    )
    assert row.is_rolled_up
    assert row.weak_tools == ["B", "C"]
    assert block.law.id == criterion.law
    assert (block.is_duty, block.total, block.unmet) == (True, 1, 1)
    assert block.parts == stacked({"not_met": 1})


def test_a_law_of_which_nothing_was_counted_has_empty_counts(told_of):
    _, data = told_of("careful")

    blocks = laws_of(data | {"law_counts": {}}, core_catalogue())

    assert blocks
    assert all(block.counts == {} and block.parts == [] for block in blocks)


def test_the_parts_of_a_bar_have_their_colours_and_words():
    assert stacked({"partly_met": 1, "information_only": 2, "met": 0}) == [
        {
            "status": "partly_met",
            "colour": "#ecc866",
            "words": "Partly met",
            "from": 0,
            "count": 1,
        },
        {
            "status": "information_only",
            "colour": "#f1efe9",
            "words": "Information only",
            "from": 1,
            "count": 2,
        },
    ]


def test_what_is_not_counted_is_not_unmet():
    assert unmet({}) == 0
    assert unmet({"met": 5, "not_met": 2}) == 2
