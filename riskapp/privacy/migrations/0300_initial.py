"""Erasures, periods and holds; and the only ways in which rows that never change do change.

The functions belong to the owner of the tables and run with the owner's rights. Only the worker
may call them (``manage.py database_roles``). They put a pseudonym where a person stood, point
at an account that stands for nobody, take a file away, or delete rows.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import riskapp.privacy.models
from riskapp.privacy.choices import Kind

# What refuses changes, and from now on lets through what comes from the functions below.
GUARDS = (
    "questionnaires_refuse_change",
    "questionnaires_refuse_after_submission",
    "questionnaires_keep_evidence",
    "questionnaires_refuse_settled_question",
    "assessments_refuse_change",
    "assessments_keep_decision",
    "assessments_keep_plan",
    "assessments_keep_what_was_decided",
    "reports_keep_report",
    "copies_refuse_ready",
)
OPENING = "BEGIN IF riskapp_forgets() THEN RETURN COALESCE(NEW, OLD); END IF;"
CHANGE = """
DO $do$ DECLARE guard text; said text; BEGIN
    FOREACH guard IN ARRAY ARRAY[{guards}] LOOP
        said := pg_get_functiondef((guard || '()')::regprocedure);
        EXECUTE {change};
    END LOOP;
END $do$;
"""
NAMED = ", ".join(f"'{guard}'" for guard in GUARDS)
OPEN = CHANGE.format(
    guards=NAMED, change=f"regexp_replace(said, '\\mBEGIN\\M', '{OPENING}')"
)
CLOSE = CHANGE.format(guards=NAMED, change=f"replace(said, '{OPENING}', 'BEGIN')")

WITH_RIGHTS = """
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET riskapp.forgets = 'on'
"""
FUNCTIONS = f"""
CREATE FUNCTION privacy_may_touch(wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT wanted ~ '^(questionnaires|vendors|assessments|reports|copies|inventory|notifications|lists|accounts|privacy)_'
        AND wanted NOT IN ('questionnaires_questionnaire', 'questionnaires_questionnaireversion')
$$;

-- The same rule as riskapp.privacy.queries.texts: whole words, and no part of a longer address.
CREATE FUNCTION privacy_pattern(needles text[], in_json boolean) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT string_agg(
        CASE WHEN in_json THEN '(?:' || ahead || '|(?<=\\\\[bfnrt]))' ELSE ahead END
            || regexp_replace(
                regexp_replace(said, '([^[:alnum:][:space:]_])', '\\\\\\1', 'g'), '\\s+', '\\s+', 'g')
            || behind, '|')
    FROM (
        SELECT
            CASE WHEN in_json THEN btrim(to_jsonb(needle)::text, '"') ELSE needle END AS said,
            CASE WHEN needle ~ '@|%40' THEN '(?<![[:alnum:]])(?<![[:alnum:]][._%+-])'
                ELSE '(?<![[:alnum:]])' END AS ahead,
            CASE WHEN needle ~ '@|%40' THEN '(?![[:alnum:]])(?!-[[:alnum:]])(?!\\.[[:alnum:]])'
                ELSE '(?![[:alnum:]])' END AS behind
        FROM unnest(needles) AS needle
    ) AS parts
$$;

CREATE FUNCTION privacy_put_pseudonym(wanted text, ids text[], needles text[], person text)
RETURNS void {WITH_RIGHTS} AS $$
DECLARE
    label text := 'erased person #' || person;
    address text := 'erased-' || lower(person) || '@erased.invalid';
    one record;
    part text;
    sets text[] := '{{}}';
BEGIN
    IF NOT privacy_may_touch(wanted) OR person !~ '^[A-Z2-7]{{8}}$'
        OR EXISTS (SELECT FROM unnest(needles) AS needle WHERE length(needle) < 3) THEN
        RAISE EXCEPTION 'only texts of people make room, for a pseudonym'
            USING ERRCODE = 'restrict_violation';
    END IF;
    FOR one IN
        SELECT column_name AS name, data_type AS kind, udt_name AS unit,
            coalesce(character_maximum_length, 1000000000) AS most
        FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name = wanted
            AND is_generated = 'NEVER' AND column_name NOT IN
                ('id', 'file', 'sha256', 'digest', 'secret', 'proofs', 'password', 'wanted')
    LOOP
        part := NULL;
        IF one.kind IN ('text', 'character varying') THEN
            part := format('left(regexp_replace(%I, $1, %s, ''gi''), %s)', one.name,
                CASE WHEN one.name = 'email' THEN '$4' ELSE '$3' END, one.most);
        ELSIF one.kind = 'jsonb' THEN
            part := format('regexp_replace(%I::text, $2, $3, ''gi'')::jsonb', one.name);
        ELSIF one.unit IN ('_text', '_varchar') THEN
            part := format('CASE WHEN %1$I IS NULL THEN NULL ELSE ARRAY('
                'SELECT regexp_replace(said, $1, $3, ''gi'') FROM unnest(%1$I) '
                'WITH ORDINALITY AS parts (said, place) ORDER BY place) END', one.name);
        END IF;
        IF part IS NOT NULL THEN
            sets := sets || format('%I = %s', one.name, part);
        END IF;
    END LOOP;
    IF sets <> '{{}}' AND needles <> '{{}}' THEN
        EXECUTE format('UPDATE %I SET %s WHERE id::text = ANY($5)',
                wanted, array_to_string(sets, ', '))
            USING privacy_pattern(needles, false), privacy_pattern(needles, true), label,
                address, ids;
    END IF;
END $$;

CREATE FUNCTION privacy_point_to(wanted text, named text, ids text[], before bigint, after bigint)
RETURNS void {WITH_RIGHTS} AS $$
BEGIN
    IF NOT privacy_may_touch(wanted) OR NOT EXISTS (
        SELECT FROM accounts_user WHERE id = after AND email LIKE 'erased-%@erased.invalid'
    ) THEN
        RAISE EXCEPTION 'only an account that stands for nobody takes the place of a person'
            USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('UPDATE %I SET %2$I = $1 WHERE %2$I = $2 AND id::text = ANY($3)', wanted, named)
        USING after, before, ids;
END $$;

CREATE FUNCTION privacy_keep_proofs(response uuid, kept jsonb) RETURNS void {WITH_RIGHTS} AS $$
BEGIN
    UPDATE questionnaires_response SET secret = '', proofs = kept
        WHERE id = response AND state = 'submitted';
END $$;

CREATE FUNCTION privacy_drop_files(wanted text, ids text[]) RETURNS void {WITH_RIGHTS} AS $$
BEGIN
    IF wanted NOT IN ('questionnaires_evidence', 'assessments_planfile') THEN
        RAISE EXCEPTION 'no files are dropped here' USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('UPDATE %I SET file = '''' WHERE id::text = ANY($1)', wanted) USING ids;
END $$;

CREATE FUNCTION privacy_remove(wanted text, ids text[]) RETURNS void {WITH_RIGHTS} AS $$
BEGIN
    IF NOT privacy_may_touch(wanted) OR wanted LIKE 'accounts\\_%' THEN
        RAISE EXCEPTION 'rows of this table are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('DELETE FROM %I WHERE id::text = ANY($1)', wanted) USING ids;
END $$;

REVOKE ALL ON FUNCTION privacy_put_pseudonym(text, text[], text[], text),
    privacy_point_to(text, text, text[], bigint, bigint), privacy_keep_proofs(uuid, jsonb),
    privacy_drop_files(text, text[]), privacy_remove(text, text[]) FROM PUBLIC;
"""
NO_FUNCTIONS = """
DROP FUNCTION privacy_remove(text, text[]), privacy_drop_files(text, text[]),
    privacy_keep_proofs(uuid, jsonb), privacy_point_to(text, text, text[], bigint, bigint),
    privacy_put_pseudonym(text, text[], text[], text), privacy_pattern(text[], boolean),
    privacy_may_touch(text);
"""

ORGANISATION = "accounts.organisation"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0080_time_zone"),
        ("assessments", "0080_form_token"),
        ("audit", "0300_erasable"),
        ("copies", "0001_initial"),
        ("inventory", "0003_values"),
        ("lists", "0002_more_lists"),
        ("notifications", "0002_own_language"),
        ("questionnaires", "0300_erasable"),
        ("reports", "0003_frozen_reports"),
        ("vendors", "0083_import_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("person", models.CharField(default=riskapp.privacy.models.new_pseudonym, max_length=8, unique=True)),
                ("wanted", models.JSONField(blank=True, default=dict)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("state", models.CharField(choices=[("queued", "Waiting"), ("done", "Done"), ("failed", "Failed")], default="queued", max_length=8)),
                ("counts", models.JSONField(blank=True, default=dict)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("asked_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=ORGANISATION)),
            ],
            options={"ordering": ["-asked_at"]},
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=Kind.choices, max_length=13)),
                ("days", models.PositiveIntegerField(blank=True, null=True)),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="periods", to=ORGANISATION)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("organisation", "kind"), name="one_period_per_kind")]},
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=300)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("engagement", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="vendors.engagement")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=ORGANISATION)),
                ("vendor", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="vendors.vendor")),
            ],
            options={
                "ordering": ["-made_at"],
                "constraints": [models.UniqueConstraint(fields=("vendor", "engagement"), name="one_hold_per_work", nulls_distinct=False)],
            },
        ),
        migrations.RunSQL(OPEN, CLOSE),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
