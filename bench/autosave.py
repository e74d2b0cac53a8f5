"""One autosave in a full response with 8 tools, over HTTP: what the server and the database work for it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from django.db import connection

from bench import Result
from bench.database import ROLE, make_role, on_a_database
from bench.serving import costs, served


@on_a_database
def results() -> Iterator[Result]:
    from questionnaires.models import Entry
    from riskapp.shipped.core import core_document
    from tests.conftest import make_world  # needs the database
    from tests.e2e.writers import seated

    response = make_world("Bench").assessment("production-agents").response
    entry = str(Entry.objects.filter(response=response).first().pk)
    cookies = seated(response)
    make_role()
    connection.settings_dict["OPTIONS"]["assume_role"] = ROLE  # of the web server
    path = f"/respond/{response.pk}/answer/"
    cases = {
        "a question that decides nothing": ("GOV-02", "", ("team", "named")),
        "beside questions about other sections": ("MON-01", "", ()),
        "of a tool": ("T-05", entry, ()),
        "that brings a question, or takes it away": ("IAA-01", "", ()),
    }
    with served(cookies) as server:
        for name, (question, entry_id, codes) in cases.items():
            asked = core_document().questions[question]
            section = core_document().section_by_code[asked.section]
            here = " ".join(other.id for other in section.questions)
            values = itertools.cycle(codes or [option.code for option in asked.options])
            prefix = f"{question}-{entry_id[:8]}" if entry_id else question

            def save() -> None:
                fields = {"question": question, "entry": entry_id, "here": here}  # noqa: B023
                server.save(path, fields | {f"{prefix}-value": next(values)})  # noqa: B023

            yield costs(f"one autosave: {name}", server, save, target=4)
