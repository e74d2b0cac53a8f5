"""Taking a newer catalogue: all of it or nothing, for everybody, and in every trail."""

import threading

import pytest
from django.db import connection

from questionnaires.actions.entries import choose_listed
from questionnaires.document.source import Source
from riskapp.audit.models import AuditEntry
from riskapp.terms.actions import taking
from riskapp.terms.actions.taking import note_shipped, take_catalogue
from riskapp.terms.errors import CatalogueFault, CatalogueRefused
from riskapp.terms.files import sign_file
from riskapp.terms.models import CatalogueFile, PublishedChange
from riskapp.terms.queries.newest import forget_newest, newest_catalogue
from riskapp.terms.tasks import note_shipped_catalogue
from riskapp.tools.catalogue import (
    catalogue_in_force,
    core_catalogue,
    parse_catalogue,
)
from riskapp.tools.mapping import guide_in_force
from tests.riskapp.terms.conftest import NEWER, PLAN, TRAINS, newer

pytestmark = pytest.mark.django_db


def test_a_file_that_is_taken_counts(signed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = take_catalogue(signed, by=None, actor_label="operator")

    assert catalogue_in_force().version == made.version == 30_000_000
    assert guide_in_force().catalogue.plans[PLAN].facts[TRAINS].value is True
    assert guide_in_force("de").catalogue.plans[PLAN].facts[TRAINS].value is True
    [change] = PublishedChange.objects.all()
    assert (change.plan, change.fact, change.before, change.after) == (
        PLAN,
        TRAINS,
        False,
        True,
    )
    assert change.source == NEWER["source"]
    assert str(change.seen_on) == NEWER["seen"]


def test_every_organisation_has_it_in_its_trail(organisation, signed):
    made = take_catalogue(signed, by=None, actor_label="take_catalogue")

    [entry] = AuditEntry.objects.filter(action="catalogue of AI tools taken")
    assert entry.organisation == organisation
    assert entry.after["version"] == made.version
    assert entry.after["sha256"] == made.digest
    assert entry.before == {"version": core_catalogue().version}


def test_words_of_the_file_are_read_in_the_language_of_the_reader(secret):
    said = NEWER | {"value": "only on Sundays"}
    data = newer(**{TRAINS: said}) | {
        "texts": {"de": {"only on Sundays": "nur sonntags"}}
    }
    take_catalogue(sign_file(data, secret), by=None, actor_label="operator")

    german = guide_in_force("de").catalogue.plans[PLAN].facts[TRAINS]
    assert german.value == "nur sonntags"
    assert guide_in_force().catalogue.plans[PLAN].facts[TRAINS].value == said["value"]


def test_a_file_that_is_no_newer_is_refused(secret, signed):
    take_catalogue(signed, by=None, actor_label="operator")

    for version in (30_000_000, core_catalogue().version, 1):
        with pytest.raises(CatalogueRefused) as error:
            take_catalogue(sign_file(newer(version), secret), by=None, actor_label="x")
        assert error.value.why is CatalogueFault.OLDER
        assert "30000000" in str(error.value)
    assert CatalogueFile.objects.count() == 1


def test_nothing_is_half_written(signed, monkeypatch):
    def fails(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(taking.PublishedChange.objects, "bulk_create", fails)

    with pytest.raises(RuntimeError):
        take_catalogue(signed, by=None, actor_label="operator")

    forget_newest()
    assert not CatalogueFile.objects.exists()
    assert newest_catalogue() is None
    assert not AuditEntry.objects.filter(action__contains="catalogue").exists()


def test_a_plan_that_left_the_catalogue_stays_with_its_tool(response, secret):
    entry = choose_listed(response, "TOOL", core_catalogue().plans[PLAN])
    data = newer()
    data["tools"] = [tool for tool in data["tools"] if tool["id"] != PLAN]
    for tool in data["tools"]:
        if tool.get("split_into"):
            tool["split_into"] = [x for x in tool["split_into"] if x != PLAN]

    take_catalogue(sign_file(data, secret), by=None, actor_label="operator")

    assert PLAN not in guide_in_force().catalogue.plans
    assert entry.catalogue == PLAN
    [change] = PublishedChange.objects.filter(plan=PLAN)
    assert change.kind == "unlisted"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_after_the_other(organisation, secret):
    files = [sign_file(newer(30_000_000 + n), secret) for n in range(2)]
    said = []

    def take(content):
        try:
            said.append(take_catalogue(content, by=None, actor_label="x").version)
        except CatalogueRefused as error:
            said.append(error.why)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(content,)) for content in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    taken = [one for one in said if isinstance(one, int)]
    assert sorted(taken) == list(
        CatalogueFile.objects.order_by("version").values_list("version", flat=True)
    )
    assert max(taken) == 30_000_001


def test_a_process_looks_again_only_now_and_then(
    signed, settings, django_assert_num_queries
):
    settings.CATALOGUE_SECONDS = 3600
    take_catalogue(signed, by=None, actor_label="operator")

    with django_assert_num_queries(2):
        assert catalogue_in_force().version == 30_000_000
    with django_assert_num_queries(0):
        for _each in range(3):
            guide_in_force()


def shipped_with(data, monkeypatch):
    """The product as a release with this catalogue."""
    monkeypatch.setattr(
        taking, "core_catalogue", lambda: parse_catalogue(Source(data, name="shipped"))
    )


def test_what_an_upgrade_changes_is_noted_once(organisation, monkeypatch):
    first = note_shipped()
    assert note_shipped() is None
    shipped_with(newer(), monkeypatch)

    made = note_shipped()

    assert note_shipped() is None
    assert first.version == core_catalogue().version
    assert (made.version, made.is_shipped, made.keyid) == (30_000_000, True, "")
    [change] = PublishedChange.objects.all()
    assert (change.file, change.plan, change.fact) == (made, PLAN, TRAINS)
    assert (change.before, change.after) == (False, True)
    [entry] = AuditEntry.objects.filter(action="catalogue of AI tools taken")
    assert (entry.organisation, entry.actor_label) == (
        organisation,
        "upgrade of the product",
    )
    assert entry.before == {"version": first.version}


def test_an_upgrade_is_held_against_the_file_that_counted_before(taken, monkeypatch):
    assert note_shipped() is None
    shipped_with(newer(version=30_000_001, **{TRAINS: None}), monkeypatch)

    made = note_shipped()

    [change] = PublishedChange.objects.filter(file=made)
    assert (change.before, change.after) == (True, None)


def test_a_catalogue_that_came_with_the_product_counts_by_being_shipped(
    secret, monkeypatch
):
    shipped_with(newer(), monkeypatch)
    note_shipped()

    assert newest_catalogue() is None
    with pytest.raises(CatalogueRefused) as refused:
        take_catalogue(sign_file(newer(), secret), by=None)
    assert refused.value.why is CatalogueFault.OLDER


def test_the_clock_notes_what_came_with_the_product():
    note_shipped_catalogue()

    assert CatalogueFile.objects.get().is_shipped
