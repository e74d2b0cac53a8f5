"""Tables that grow: each row names its organisation, and a statement that does finds it in one
partition."""

import datetime
import json
import re
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from questionnaires.actions.quick import save_at
from questionnaires.models import Answer, ResponseEvent
from questionnaires.queries import snapshot_at
from riskapp.activity.models import ActivityDay, ActivityFile
from riskapp.audit.actions import record
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries import first_broken_link
from riskapp.common import wall
from riskapp.common.postgres.base import SPREAD
from riskapp.operations.actions import fill_some, layouts
from riskapp.operations.actions.partitions import PARTS
from riskapp.operations.tasks import look_after_large_tables
from tests.conftest import make_world, owner
from tests.factories.plain_tables import make_plain
from tests.factories.riskapp import seat_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_world")]
MODELS = (Answer, ResponseEvent, AuditEntry, ActivityDay)
DAY = datetime.date(2026, 11, 2)
# What a table is, as the database says it, but for the names that it gives itself.
CATALOG = """
SELECT 'column', attname || ' ' || format_type(atttypid, atttypmod) || attnotnull
        || coalesce(pg_get_expr(adbin, adrelid), '')
    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attrelid = %(of)s::regclass AND attnum > 0 AND NOT attisdropped
UNION ALL SELECT 'rule', contype::text || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %(of)s::regclass AND contype <> 'n'
UNION ALL SELECT 'index', regexp_replace(pg_get_indexdef(indexrelid), 'INDEX \\S+ ON', '')
    FROM pg_index WHERE indrelid = %(of)s::regclass
UNION ALL SELECT 'trigger', pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger
    WHERE tgrelid = %(of)s::regclass AND NOT tgisinternal
UNION ALL SELECT 'policy', policyname || cmd || roles::text || coalesce(qual, '')
        || coalesce(with_check, '') FROM pg_policies WHERE tablename = %(of)s
UNION ALL SELECT 'right', a.grantee::regrole::text || a.privilege_type
    FROM pg_class, aclexplode(relacl) a WHERE oid = %(of)s::regclass
UNION ALL SELECT 'right on numbers', a.grantee::regrole::text || a.privilege_type
    FROM pg_class, aclexplode(relacl) a
    WHERE oid = pg_get_serial_sequence(%(of)s, 'id')::regclass
UNION ALL SELECT 'part', c.relname || c.relrowsecurity
    FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = %(of)s::regclass
"""


@pytest.fixture(scope="module")
def kept(whole_world):
    """Rows in each of the tables."""
    with owner():
        pass  # who comes back from there looks once more how tables are kept
    made = whole_world.assessment(
        "half-answered", "Kept", tools=("none",), submitted=True
    )
    file = ActivityFile.objects.create(
        response=made.response,
        engagement=made.engagement,
        by=whole_world.analyst,
        file_name="a.jsonl",
        sha256="0" * 64,
        size=1,
        first_day=DAY,
        last_day=DAY,
        agents=["agent"],
        sources=[],
    )
    ActivityDay.objects.create(file=file, agent="agent", day=DAY, seen={})
    connection.check_constraints()
    return made


def catalog(table):
    with connection.cursor() as cursor:
        cursor.execute(CATALOG, {"of": table})
        return sorted(cursor.fetchall())


def contents(model):
    names = [f.attname for f in model._meta.concrete_fields if f.name != "tenant"]
    return [
        list(map(str, row)) for row in model.objects.order_by("id").values_list(*names)
    ]


def answered(world, assessment, word):
    """One answer, in the way that takes one read and one write."""
    seat = seat_at(assessment)
    with wall.in_responses(assessment.response_id, asker=world.organisation.pk):
        found = snapshot_at(seat.pk, assessment.response_id, "GOV-02")
        return save_at(found, word, respondent=seat)


def test_every_row_names_its_organisation(kept, world):
    found = layouts(proven=True)

    assert [one.table for one in found] == list(SPREAD)
    for one in found:
        assert (one.is_spread, one.parts, one.is_filled) == (True, PARTS, True)
        assert one.rows > 0
        assert (one.unnamed, one.strange) == (0, 0)
    for model in MODELS:
        assert set(model.objects.values_list("tenant", flat=True)) == {
            world.organisation.pk
        }


def test_of_one_table_no_other_is_read(kept, capsys):
    with owner(), CaptureQueriesContext(connection) as asked:
        call_command("partition_tables", "--check", "--table", "audit_auditentry")

    described = capsys.readouterr().out
    texts = [str(query["sql"]) for query in asked.captured_queries]
    read = [table for table in SPREAD if any(f"FROM {table} " in one for one in texts)]
    assert read == ["audit_auditentry"]
    assert described.startswith("audit_auditentry: 16 partitions")
    assert described.count("\n") == 1


def test_no_row_names_another_organisation_than_its_own(kept, world):
    other = make_world("Other").organisation
    event = ResponseEvent(response=kept.response, kind="opened", tenant=other.pk)

    with pytest.raises(DatabaseError, match="foreign key"), transaction.atomic():
        event.save()
        connection.check_constraints()
    with (
        pytest.raises(DatabaseError, match="tenant_is_the_organisation"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO audit_auditentry (at, actor_label, action, object_type, object_id,"
            " object_label, organisation_id, tenant) VALUES (now(), '', '', '', '', '', %s, %s)",
            [world.organisation.pk, other.pk],
        )


def opened_around(word, asked):
    """How many transactions, or their parts, were open at each statement with a word."""
    opened, found = 0, []
    for query in asked.captured_queries:
        text = str(query["sql"])
        opened += text.startswith("SAVEPOINT") - text.startswith("RELEASE")
        if word in text:
            found.append(opened)
    return found


def record_of(world):
    organisation = world.organisation
    return record("made", organisation, organisation=organisation, by=None)


def test_whoever_does_not_say_whose_a_row_is_means_what_is_in_hand(kept, world):
    """As the release before writes it."""
    with wall.in_organisation(world.organisation.pk), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO questionnaires_responseevent (response_id, at, kind, actor, question)"
            " VALUES (%s, now(), 'opened', '', '') RETURNING tenant",
            [kept.response_id],
        )
        assert cursor.fetchone()[0] == world.organisation.pk


def plan_of(rows):
    return json.dumps(json.loads(rows.explain(format="json")))


def parts_in(plan):
    return {
        word.strip('", ')
        for word in plan.split()
        if "_p" in word and word.strip('",')[-3:-2] == "p"
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_statement_of_a_member_looks_at_one_partition(model, kept, world):
    with wall.in_organisation(world.organisation.pk):
        assert len(parts_in(plan_of(model.objects.all()))) == 1
        assert len(parts_in(plan_of(model.objects.filter(pk=1)))) == 1
        assert model.objects.count() > 0


def test_a_statement_of_a_respondent_looks_at_one_partition(kept, world):
    with wall.in_responses(kept.response_id, asker=world.organisation.pk):
        for rows in (kept.response.answers.all(), kept.response.events.order_by("-id")):
            assert len(parts_in(plan_of(rows))) == 1
            assert rows.exists()


def test_what_saves_an_answer_names_whose_it_is_in_each_statement():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_proc WHERE proname IN"
            " ('questionnaires_look', 'questionnaires_save') ORDER BY 1"
        )
        texts = [text for (text,) in cursor.fetchall()]
        named = [
            len(re.findall(rf" AND {row}\.tenant = whose\b", "".join(texts)))
            for row in "ea"
        ]
        assert named == [
            2,
            3,
        ]  # how often either reads or writes the history, and answers
        # As it is planned there, once for all.
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(
            "PREPARE looked (uuid, uuid) AS SELECT max(e.id) FROM questionnaires_responseevent e"
            " WHERE e.response_id = $1 AND e.tenant = $2"
        )
        cursor.execute(
            f"EXPLAIN (ANALYZE, COSTS OFF) EXECUTE looked ('{uuid.uuid4()}', '{uuid.uuid4()}')"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("DEALLOCATE looked")
    assert f"Subplans Removed: {PARTS - 1}" in plan


def test_an_installation_of_before_is_filled_in_and_put_into_partitions(
    kept, world, capsys
):
    tables = {table: catalog(table) for table in SPREAD}
    rows = {model: contents(model) for model in MODELS}
    make_plain(*SPREAD)
    open_one = world.assessment("half-answered", "Open", tools=("none",), filled=False)
    assert answered(world, open_one, "none").revision  # in either layout
    record_of(world)
    connection.check_constraints()
    before = {one.table: one for one in layouts(proven=True)}
    assert all(not one.is_spread and one.unnamed for one in before.values())
    assert (
        before["questionnaires_answer"].rows
        == before["questionnaires_answer"].unnamed + 1
    )
    with pytest.raises(CommandError, match="do not name"), owner():
        call_command("partition_tables", "--check")
    assert not connection.spread
    assert wall.only_organisation() is None

    look_after_large_tables()

    for one in layouts(proven=True):
        assert (one.is_spread, one.is_filled, one.unnamed, one.strange) == (
            False,
            True,
            0,
            0,
        )
    now = {model: contents(model) for model in MODELS}
    assert all(now[model][: len(rows[model])] == rows[model] for model in MODELS)
    with owner():
        with CaptureQueriesContext(connection) as asked:
            call_command("partition_tables")
        call_command("partition_tables", "--check")

    assert "Every link of the audit trail holds" in capsys.readouterr().out
    assert opened_around("ANALYZE", asked) == [0] * len(SPREAD)
    assert min(opened_around("riskapp_partition(", asked)) > 0
    for table in SPREAD:
        assert set(catalog(table)) ^ set(tables[table]) == set()
    assert {model: contents(model) for model in MODELS} == now
    assert answered(world, open_one, "team").revision > max(
        int(r[0]) for r in now[ResponseEvent]
    )
    record_of(world)
    connection.check_constraints()
    assert first_broken_link(world.organisation.pk) is None
    assert fill_some("audit_auditentry") is None
