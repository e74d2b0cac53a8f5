"""The lists of a buyer with 2,000 vendors and 5,000 assessments, as pages and as files."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from bench import Result, timed

PAGES = {
    "portfolio": "/",
    "list of vendors": "/vendors/",
    "vendors, most severe first": "/vendors/?order=-residual",
    "list of engagements": "/vendors/engagements/",
    "list of assessments": "/assessments/",
    "assessments, most severe first": "/assessments/?order=-residual",
    "one per engagement, high": "/assessments/?current=yes&rating=high",
    "list of findings": "/assessments/findings/?state=unsettled",
}
FILES = {
    "assessments as CSV": "/assessments/?export=csv",
    "assessments as XLSX": "/assessments/?export=xlsx",
}


def results() -> Iterator[Result]:
    before = setup_databases(verbosity=0, interactive=False)
    try:
        yield from _results()
    finally:
        connection.close()
        teardown_databases(before, verbosity=0)


def _results() -> Iterator[Result]:
    from django.test import Client  # these need the database

    from riskapp.accounts.choices import Role
    from tests.factories.large import large_register
    from tests.factories.riskapp import OrganisationFactory, member

    organisation = OrganisationFactory()
    large_register(organisation, member(organisation, Role.ANALYST))
    client = Client()
    client.force_login(member(organisation, Role.PROCUREMENT))

    def read(address: str) -> None:
        reply = client.get(address)
        assert reply.status_code == 200, address
        if reply.streaming:
            b"".join(reply.streaming_content)

    for name, address in PAGES.items():
        yield timed(name, lambda a=address: read(a), runs=9, target=300)
    for name, address in FILES.items():
        yield timed(name, lambda a=address: read(a), runs=3, target=5000)
