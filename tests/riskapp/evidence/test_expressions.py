"""The expressions by which secrets are found in a text."""

import re

from riskapp.evidence.expressions import hint_of


def test_every_name_of_a_secret_has_the_hint(reader):
    rules = reader.redactor.rules
    plain = {*rules.words, *rules.endings, *rules.last}
    paired = {f"{first}_{second}" for first, second in rules.pairs}
    names = {
        name.upper()
        for one in plain | paired
        for name in (one, f"db_{one}", f"{one}_2")
        if reader.redactor.is_secret_name(name.upper())
    }

    assert len(names) > 20
    assert {
        name for name in names if not re.search(hint_of(rules), name.lower())
    } == set()
    assert not re.search(hint_of(rules), "server_address")
