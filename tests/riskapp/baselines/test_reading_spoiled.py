"""A file of daily totals that says everything, as it is read, and with each of its lines spoiled."""

import json

from questionnaires.document.source import read_file
from riskapp.baselines.reading import activity_data, read_activity
from tests.factories.spoiled import FOLDER, kept, read_as, refusals_of


def read(source):
    lines = map(json.dumps, source.data)
    return activity_data(read_activity("\n".join(lines).encode(), "a.jsonl"))


def test_everything_daily_totals_say_is_read():
    found = read_as(read(read_file(FOLDER / "activity.yaml")))

    assert found.splitlines() == kept("activity.read.txt", found).splitlines()


def test_whatever_is_spoiled_is_refused_or_read_as_it_was():
    said = refusals_of("activity", read)

    assert said.splitlines() == kept("activity.txt", said).splitlines()
