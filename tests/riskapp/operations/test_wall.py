"""The second wall: what the database shows and lets be written, whatever the code asks."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from questionnaires.models import (
    Answer,
    Questionnaire,
    QuestionnaireVersion,
    Response,
)
from riskapp.audit.models import AuditEntry
from riskapp.common import wall
from riskapp.common.postgres.base import SPREAD
from riskapp.operations.wall import (
    OF_MEMBERS,
    OF_NOBODY,
    OF_RESPONDENTS,
    SEEN_BY_MEMBERS,
    SEEN_BY_RESPONDENTS,
)
from riskapp.vendors.models import Vendor
from tests.conftest import acting_as, make_world

pytestmark = pytest.mark.django_db
# What is published for everybody is seen by everybody.
HIDDEN = set(OF_MEMBERS) - set(SEEN_BY_MEMBERS)


def nobody():
    return wall._within(wall.NOBODY)


def test_tests_run_behind_the_wall():
    with nobody(), connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active('vendors_vendor'), current_user")
        assert cursor.fetchone() == (True, "riskapp_tests")


def test_every_table_is_in_one_list():
    """A new model comes with its line in riskapp/operations/wall.py."""
    tables = {m._meta.db_table for m in apps.get_models(include_auto_created=True)}

    assert set(OF_MEMBERS) | set(OF_NOBODY) == tables
    assert not set(OF_MEMBERS) & set(OF_NOBODY)
    assert set(OF_RESPONDENTS) <= set(OF_MEMBERS)
    assert set(SEEN_BY_MEMBERS) == set(SEEN_BY_RESPONDENTS) <= set(OF_MEMBERS)


def test_what_names_an_organisation_is_behind_the_wall():
    for model in apps.get_models():
        names = {field.name for field in model._meta.fields}
        if names & {"organisation", "tenant", "response", "assessment", "invitation"}:
            assert model._meta.db_table in OF_MEMBERS


def test_every_wall_stands():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relispartition FROM pg_class"
            " WHERE relrowsecurity AND relkind IN ('r', 'p')"
        )
        found = cursor.fetchall()
        assert {name for name, is_part in found if not is_part} == set(OF_MEMBERS)
        parts = {name for name, is_part in found if is_part}
        assert parts == {f"{table}_p{n:02}" for table in SPREAD for n in range(16)}


def test_nobody_reaches_past_a_table_into_a_partition(world):
    """Neither as a member in whose organisation the rows are, nor for everything."""
    world.assessment("half-answered")
    with connection.cursor() as cursor:
        for table in ("questionnaires_answer", "questionnaires_responseevent"):
            cursor.execute(
                f"SELECT DISTINCT tableoid::regclass::text, tenant FROM {table}"
            )
            ((part, tenant),) = cursor.fetchall()
            assert tenant == world.organisation.pk
            with wall.in_organisation(tenant):
                assert rows([table])[table] > 0
                assert rows([part])[part] == 0
                refused_or_nothing(f"UPDATE {part} SET id = id")
            assert rows([part])[part] == 0


def rows(tables):
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def seen(tables):
    return {table for table, number in rows(tables).items() if number}


def test_who_says_nothing_sees_and_changes_nothing(world):
    world.assessment("careful", scored=True)
    there = seen(OF_MEMBERS)
    assert len(there) >= 15

    with nobody():
        assert seen(HIDDEN) == set()
        for table in sorted(there):
            refused_or_nothing(f"DELETE FROM {table}")
            refused_or_nothing(f"UPDATE {table} SET id = id")

    assert seen(OF_MEMBERS) == there


def test_a_stranger_sees_and_changes_nothing(world):
    world.assessment("careful", scored=True)
    there, before = seen(OF_MEMBERS), rows(OF_MEMBERS)
    other = make_world("Other")
    own = {"accounts_organisation", "accounts_membership"}

    with wall.in_organisation(other.organisation.pk):
        assert seen(HIDDEN) <= own
        for table in sorted(there - own):
            refused_or_nothing(f"DELETE FROM {table}")
            refused_or_nothing(f"UPDATE {table} SET id = id")

    assert {name: rows(OF_MEMBERS)[name] for name in there - own} == {
        name: before[name] for name in there - own
    }


def refused_or_nothing(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount == 0, sql


def test_no_row_is_written_for_somebody_else(world):
    """Every row there is, put in once more: it is refused before anything else is looked at."""
    world.assessment("careful", scored=True)
    other = make_world("Other")
    for scope in (nobody, lambda: wall.in_organisation(other.organisation.pk)):
        for table in sorted(seen(OF_MEMBERS)):
            with pytest.raises(DatabaseError, match="row-level security"):
                put_in_again(table, world.organisation.pk, scope)


def put_in_again(table, organisation_id, scope):
    """Put a row of a table in once more, as a plain statement with values."""
    with wall.in_organisation(organisation_id), connection.cursor() as cursor:
        cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t LIMIT 1")
        row = cursor.fetchone()[0]
        cursor.execute(
            "SELECT string_agg(quote_ident(column_name), ', ')"
            " FROM information_schema.columns"
            " WHERE table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        names = cursor.fetchone()[0]
    with scope(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE"
            f" SELECT {names} FROM json_populate_record(NULL::{table}, %s::json)",
            [row],
        )


def test_a_respondent_sees_its_response_alone(world):
    first = world.assessment("careful", "One", scored=True)
    second = world.assessment("careful", "Two", scored=True)

    with wall.in_responses(first.response_id, asker=world.organisation.pk):
        assert seen(HIDDEN) <= set(OF_RESPONDENTS)
        assert list(Response.objects.all()) == [first.response]
        assert not Answer.objects.exclude(response=first.response_id).exists()
        assert not Answer.objects.filter(response=second.response_id).update(
            prefilled=True
        )
        assert not Vendor.objects.exists()
    with wall.in_responses():
        assert seen(HIDDEN) == set()


def own_questionnaire(world):
    """The example, published as a questionnaire of one organisation's own."""
    shared = world.version
    mine = Questionnaire.objects.create(
        slug="ours", title="Ours", owner=world.organisation.pk
    )
    return mine.versions.create(
        version="1", document=shared.document, digest=shared.digest
    )


def versions():
    """What is there to be seen, with its questionnaire and without."""
    joined = set(QuestionnaireVersion.objects.select_related("questionnaire"))
    assert joined == set(QuestionnaireVersion.objects.all())
    return joined


def test_a_questionnaire_of_ones_own_is_seen_there_and_by_those_it_was_asked(world):
    shared = set(QuestionnaireVersion.objects.all())
    own = own_questionnaire(world)
    other = world.assessment("careful", "Shared").response_id
    asked = world.assessment("careful", "Own", filled=False).response
    Response.objects.filter(pk=asked.pk).update(version=own)

    for scope, expected in (
        (wall.in_organisation(world.organisation.pk), {*shared, own}),
        (wall.in_organisation(make_world("Other").organisation.pk), shared),
        (nobody(), shared),
        (wall.in_responses(asked.pk), {own}),
        (wall.in_responses(other, asker=world.organisation.pk), {world.version}),
        (wall.in_responses(), set()),
    ):
        with scope:
            assert versions() == expected


def test_what_is_published_for_everybody_is_written_by_no_member(world):
    own = own_questionnaire(world)
    shared = world.version.questionnaire
    with wall.in_organisation(world.organisation.pk):
        for questionnaire in (shared, own.questionnaire):
            changed = Questionnaire.objects.filter(pk=questionnaire.pk).update(title="")
            assert changed == (questionnaire != shared)
        for write in (
            lambda: Questionnaire.objects.create(slug="all", title="For all"),
            lambda: shared.versions.create(version="0", document={}, digest=""),
        ):
            refused(write)
    with wall.in_responses(world.assessment("careful").response_id):
        refused(lambda: shared.versions.create(version="0", document={}, digest=""))


def refused(write):
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        write()


def test_the_trail_is_written_for_whom_it_is_about(world):
    with wall.in_organisation(make_world("Other").organisation.pk):
        assert not AuditEntry.objects.filter(organisation=world.organisation).exists()


def test_a_change_of_scope_holds_within_a_transaction_and_after_a_rollback(world):
    world.assessment("careful")
    other = make_world("Other").organisation.pk

    with transaction.atomic(), wall.in_organisation(world.organisation.pk):
        assert Vendor.objects.exists()
        with (
            pytest.raises(ZeroDivisionError),
            wall.in_organisation(other),
            transaction.atomic(),
        ):
            assert not Vendor.objects.exists()
            raise ZeroDivisionError
        assert Vendor.objects.exists()
        with nobody():
            assert not Vendor.objects.exists()
        with wall.everything("a test"):
            assert Vendor.objects.exists()
        assert Vendor.objects.count() == 1


def test_what_is_read_in_parts_is_read_behind_the_wall(world):
    world.assessment("careful")

    with wall.in_organisation(world.organisation.pk):
        assert len(list(Vendor.objects.iterator(chunk_size=1))) == 1
    with nobody():
        assert list(Vendor.objects.iterator(chunk_size=1)) == []


def test_a_reason_is_words():
    with pytest.raises(ValueError, match="no reason"), wall.everything("'; DROP"):
        pass
    with pytest.raises(ValueError, match="badly formed"), wall.in_organisation("' OR"):
        pass


def test_an_unknown_organisation_is_an_empty_house(world):
    world.assessment("careful")
    with wall.in_organisation(uuid.uuid4()):
        assert seen(HIDDEN) == set()


def test_the_owner_of_the_tables_needs_no_word(world):
    world.assessment("careful")
    with acting_as(None), nobody():
        assert Vendor.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_stays_on_a_connection():
    """As a pool does, one connection serves two organisations and nobody in turn."""
    here, there = make_world("Here"), make_world("There")
    for world in (here, there):
        world.assessment("careful", vendor=world.organisation.name)
    clients = [world.client("analyst") for world in (here, there)]
    pid = connection.connection.info.backend_pid

    for _turn in range(3):
        pages = [client.get("/vendors/").content.decode() for client in clients]
        assert ["Here" in pages[0], "There" in pages[0]] == [True, False]
        assert ["Here" in pages[1], "There" in pages[1]] == [False, True]
        with nobody():
            assert not Vendor.objects.exists()
        with connection.connection.cursor() as raw:
            raw.execute(
                "SELECT current_setting('app.organisation', true), current_user"
            )
            assert raw.fetchone() in [("", "riskapp_tests"), (None, "riskapp_tests")]
    assert connection.connection.info.backend_pid == pid


def own_vendors(world, barrier):
    """What one thread sees on a connection of its own, while another is at the same: through
    failures and rollbacks, always the vendors of its organisation, and nobody's in between."""
    with nobody(), connection.cursor() as cursor:
        for _turn in range(10):
            barrier.wait()
            with wall.in_organisation(world.organisation.pk):
                yield set(Vendor.objects.values_list("name", flat=True))
                with pytest.raises(DatabaseError), transaction.atomic():
                    yield set(Vendor.objects.values_list("name", flat=True))
                    cursor.execute("SELECT 1 / 0")
                with pytest.raises(ZeroDivisionError), transaction.atomic():
                    Vendor.objects.update(services="never")
                    raise ZeroDivisionError
                with pytest.raises(DatabaseError):
                    cursor.execute("SELECT nothing FROM vendors_vendor")
                rows = Vendor.objects.iterator(chunk_size=1)
                yield {vendor.name for vendor in rows}
            assert not Vendor.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_threads_never_see_what_the_other_has_in_hand():
    worlds = [make_world("Here"), make_world("There")]
    for world in worlds:
        for name in ("Ash", "Birch"):
            vendor = f"{world.organisation.name} {name}"
            world.assessment(vendor=vendor, filled=False)
    barrier = Barrier(2, timeout=60)

    def work(world):
        try:
            found = [frozenset(seen) for seen in own_vendors(world, barrier)]
            return set(found), len(found), connection.connection.info.backend_pid
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        (here, many, one), (there, _, other) = pool.map(work, worlds)

    assert one != other
    assert many == 30
    assert here == {frozenset({"Here Ash Portal", "Here Birch Portal"})}
    assert there == {frozenset({"There Ash Portal", "There Birch Portal"})}
