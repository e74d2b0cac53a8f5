"""An inventory that says everything, as it is read, and with each of its lines spoiled."""

import json

from questionnaires.document.source import read_file
from riskapp.evidence.inventory import read_inventory
from tests.factories.spoiled import FOLDER, kept, read_as, refusals_of


def test_everything_an_inventory_says_is_read(reader):
    data = read_file(FOLDER / "inventory.yaml").data

    found = read_as(read_inventory(json.dumps(data), "i.json", reader.redactor))

    assert found.splitlines() == kept("inventory.read.txt", found).splitlines()


def test_whatever_is_spoiled_is_refused_or_read_as_it_was(reader):
    def read(source):
        text = json.dumps(source.data, indent=1)
        return read_inventory(text, "i.json", reader.redactor)

    said = refusals_of("inventory", read)

    assert said.splitlines() == kept("inventory.txt", said).splitlines()
