from pathlib import Path

from riskapp.reports.context.laws import laws, quotes
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file
from riskapp.scoring.languages import catalogue_in

EXAMPLE = Path("docs/examples/production-agents.yaml")


def test_what_most_references_begin_with_is_said_once():
    _, _, result = score_file(EXAMPLE)

    blocks = {b["law"].id: b for b in laws(to_data(result), core_catalogue())}

    heads = {law: block["prefix"] for law, block in blocks.items()}
    refs = {
        law: [row.ref for table in block["tables"] for row in table["rows"]]
        for law, block in blocks.items()
    }
    assert heads == {
        "GDPR": "Art.",
        "NIS2": "Art.",
        "NIS2IR": "Annex, point",
        "CRA": "Art.",
        "AIACT": "Art.",
    }
    assert "28(3)(a)" in refs["GDPR"]
    assert "3.2.3(b)" in refs["NIS2IR"]
    aside = {row.ref for _words, rows in blocks["NIS2"]["aside"] for row in rows}
    assert "Recital 85" in aside, "what begins otherwise is said in full"


def test_the_buyers_own_duties_stand_apart_from_what_was_evaluated():
    _, _, result = score_file(EXAMPLE)

    [nis2] = [
        b for b in laws(to_data(result), core_catalogue()) if b["law"].id == "NIS2"
    ]

    own = {row.ref: row.questions for row in nis2["own"]}
    evaluated = {row.ref for table in nis2["tables"] for row in table["rows"]}
    assert own["20(1)"] == ["GOV-02", "GOV-08"]
    assert {"20(1)", "20(2)", "23(1)", "23(4)(a)"} <= set(own)
    assert not evaluated & set(own)


def quoted(example, **wanted):
    _, _, result = score_file(Path(f"docs/examples/{example}.yaml"))
    return to_data(result), quotes(to_data(result), core_catalogue(), **wanted)


def test_the_annex_quotes_a_provision_once_with_its_points_below_it():
    _data, blocks = quoted("typical")

    provisions = [one for block in blocks for one in block["provisions"]]
    assert len({one["ref"] for one in provisions}) == len(provisions)
    [processing] = [one for one in provisions if one["ref"] == "Art. 28(3)"]
    assert processing["head"]["quote"].startswith("Processing by a processor shall")
    assert [point["point"] for point in processing["points"]][:2] == ["(a)", "(b)"]


def test_a_quote_that_only_says_its_title_again_is_not_printed():
    _, blocks = quoted("personal-accounts")

    points = {
        (one["ref"], point["point"]): point["quote"]
        for block in blocks
        for one in block["provisions"]
        for point in one["points"]
    }
    assert points["Art. 21(2)", "(b)"] == "", "it says “incident handling” and no more"
    assert points["Art. 21(2)", "(d)"].startswith("supply chain security, including")


def test_the_shorter_annex_holds_the_duties_alone():
    data, blocks = quoted("typical", duties_only=True)

    binding = {item["law"] for item in data["criteria"] if item["duty"]}
    assert {block["law"].id for block in blocks} <= binding


def test_no_quote_only_says_the_title_again_in_another_language():
    _, _, result = score_file(Path("docs/examples/typical.yaml"))
    titles = {c.title.casefold() for c in core_catalogue().criteria.values()}

    blocks = quotes(to_data(result), catalogue_in("de"))

    found = [p for b in blocks for one in b["provisions"] for p in one["points"]]
    assert len(found) > 10
    assert not titles & {point["quote"].casefold() for point in found}
