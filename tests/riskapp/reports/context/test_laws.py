from pathlib import Path

from riskapp.reports.context.laws import laws
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file

EXAMPLE = Path("docs/examples/production-agents.yaml")


def test_what_most_references_begin_with_is_said_once():
    _, _, result = score_file(EXAMPLE)

    blocks = {b["law"].id: b for b in laws(to_data(result), core_catalogue())}

    heads = {law: block["prefix"] for law, block in blocks.items()}
    refs = {
        law: [row["ref"] for table in block["tables"] for row in table["rows"]]
        for law, block in blocks.items()
    }
    assert heads == {"GDPR": "Art.", "NIS2": "Art.", "NIS2IR": "Annex, point"}
    assert "28(3)(a)" in refs["GDPR"]
    assert "3.2.3(a)" in refs["NIS2IR"]
    assert "Recital 85" in refs["NIS2"], "what begins otherwise is said in full"
