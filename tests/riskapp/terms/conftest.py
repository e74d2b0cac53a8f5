"""Catalogues of AI tools as somebody signs them."""

from __future__ import annotations

import base64
import copy

import pytest

from questionnaires.queries import documents
from riskapp.assessments.queries import tools
from riskapp.statements.envelope import new_key, public_of
from riskapp.terms.actions.taking import take_catalogue
from riskapp.terms.files import sign_file
from riskapp.terms.queries.leaning import changes_of
from riskapp.tools.catalogue import core_catalogue
from riskapp.tools.mapping import _guide_of
from tests.riskapp.incidents.conftest import with_tool, work

PLAN = "claude-code-team"
TRAINS = "trains_on_customer_content_by_default"
NEWER = {
    "value": True,
    "source": "https://www.example.org/terms",
    "confidence": "primary",
    "seen": "2026-12-01",
    "again": "2027-12-01",
}


def newer(version=30_000_000, **facts):
    """The plain data of the shipped catalogue, with other facts of one plan."""
    data = copy.deepcopy(core_catalogue().source)
    data["version"] = version
    data["gathered"] = "2026-12-01"
    plan = next(tool for tool in data["tools"] if tool["id"] == PLAN)
    plan.update(facts or {TRAINS: NEWER})
    return data


@pytest.fixture(autouse=True)
def _read_anew():
    """Tests take different files of one version, which nobody else does."""
    for kept in (_guide_of, documents._guide_in, tools._guide_in):
        kept.cache_clear()


@pytest.fixture
def secret(settings):
    """A key that is trusted for catalogues."""
    made = new_key()
    settings.CATALOGUE_KEYS = [base64.b64encode(public_of(made)).decode()]
    return made


@pytest.fixture
def signed(secret):
    """A file that says that one plan trains now."""
    return sign_file(newer(), secret)


@pytest.fixture
def taken(signed):
    """The catalogue that says that one plan trains now counts."""
    return take_catalogue(signed, by=None, actor_label="operator")


@pytest.fixture
def changes(taken):
    return changes_of(taken.version, PLAN)


@pytest.fixture
def portals(organisation, analyst):
    """Two pieces of work with a tool of the plan, and one with another."""
    found = [work(organisation, name=f"Portal {n}") for n in range(3)]
    for engagement in found[:2]:
        with_tool(
            engagement,
            "Claude Code",
            by=analyst,
            catalogue=PLAN,
            values={"training": "no_contract"},
        )
    with_tool(found[2], "Cursor", by=analyst, catalogue="cursor-privacy-mode")
    return found
