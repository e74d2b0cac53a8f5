"""An assessment that is written again is like one that was made for real."""

import re

import pytest
from django.db import connection

from questionnaires.queries.payload import digest_holds
from riskapp.audit.queries import first_broken_link
from riskapp.common.packing import unpacked_text
from tests.conftest import make_world
from tests.factories import again

pytestmark = pytest.mark.django_db
EXAMPLES = (
    "careful",
    "half-answered",
    "personal-accounts",
    "production-agents",
    "typical",
)
# Ids, digests, secrets and moments are of each row's own, as are the numbers of rows and people.
OF_ITS_OWN = re.compile(
    rf"{again.AN_ID}|\b[0-9a-f]{{64}}\b|\b[0-9a-f]{{32}}\b"
    r"|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.\d]*(\+00:00|Z)?"
    r"|buyer\d"
    r'|(?<="id": )\d+|(?<="revision": )\d+|(?<="person": )\d+|(?<=_id": )\d+',
    re.IGNORECASE,
)
PACKED = re.compile(r'"\\\\x(28b52ffd[0-9a-f]+)"')
PARTITION = re.compile(r"_p\d\d$")


def rows():
    """Every row of every table, what is packed as it reads."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names():
            if not PARTITION.search(name):
                cursor.execute(f'SELECT to_jsonb(t)::text FROM "{name}" t')
                found[name] = {PACKED.sub(opened, row) for (row,) in cursor}
    return found


def opened(found):
    return unpacked_text(bytes.fromhex(found[1]))


def written_by(make):
    """What stands in the database more than before, and what it returned."""
    before = rows()
    made = make()
    connection.check_constraints()
    more = {name: found - before[name] for name, found in rows().items()}
    return made, {
        name: sorted(OF_ITS_OWN.sub("…", row) for row in found)
        for name, found in more.items()
        if found
    }


def stages(example, **how):
    """The same for three organisations: made for real, and written again twice."""
    again._tapes.clear()
    worlds = [make_world(f"Buyer{number}") for number in range(3)]
    return [written_by(lambda w=w: w.assessment(example, **how)) for w in worlds]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_row_is_like_that_of_one_made_for_real(example):
    (_, first), *others = stages(example, scored=True)

    assert first["findings_finding"]
    assert all(again._tapes.values()), "nothing was written again"
    for made, written in others:
        assert written == first
        assert digest_holds(made.response)
        assert first_broken_link(made.organisation_id) is None
