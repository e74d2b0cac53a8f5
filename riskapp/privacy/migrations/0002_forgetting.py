"""The only ways in which rows that never change do change.

The functions belong to the owner of the tables and run with the owner's rights. Only the worker
may call them (``manage.py database_roles``). They put a pseudonym where a person stood, point
at an account that stands for nobody, take a file away, or delete rows.
"""

from django.db import migrations

# Questionnaires know nothing of forgetting: what guards their rows lets it through from here.
GUARDS = (
    "questionnaires_refuse_change",
    "questionnaires_refuse_after_submission",
    "questionnaires_keep_evidence",
    "questionnaires_refuse_settled_question",
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

TABLES = """
CREATE FUNCTION privacy_may_touch(wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT wanted ~ '^(questionnaires|vendors|assessments|review|findings|decisions|sending|reports|copies|inventory|notifications|lists|accounts|privacy)_'
        AND wanted NOT IN ('questionnaires_questionnaire', 'questionnaires_questionnaireversion')
$$;
"""

# The same rule as riskapp.privacy.queries.texts: whole words, and no part of a longer address.
PATTERN = """
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
"""

# No name of a vendor or an organisation is replaced.
PSEUDONYM = f"""
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
            AND is_generated = 'NEVER'
            AND (wanted, column_name::text) NOT IN (
                ('vendors_vendor', 'name'), ('vendors_vendor', 'name_key'),
                ('questionnaires_response', 'asked_by'),
                ('questionnaires_response', 'respondent_name'))
            AND wanted <> 'accounts_organisation' AND column_name NOT IN
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
REVOKE ALL ON FUNCTION privacy_put_pseudonym(text, text[], text[], text) FROM PUBLIC;
"""

# A name that somebody typed, only where it is said to be theirs.
UNNAME = """
CREATE FUNCTION privacy_unname(wanted text, ids text[], person text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET riskapp.forgets = 'on' AS $$
DECLARE named text := CASE wanted
    WHEN 'questionnaires_respondent' THEN 'name'
    WHEN 'questionnaires_response' THEN 'attested_name'
    WHEN 'questionnaires_responseevent' THEN 'actor' END;
BEGIN
    IF named IS NULL OR person !~ '^[A-Z2-7]{8}$' THEN
        RAISE EXCEPTION 'only names of people make room, for a pseudonym'
            USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('UPDATE %I SET %2$I = $1 WHERE %2$I <> '''' AND id::text = ANY($2)', wanted, named)
        USING 'erased person #' || person, ids;
END $$;
REVOKE ALL ON FUNCTION privacy_unname(text, text[], text) FROM PUBLIC;
DO $do$ BEGIN
    EXECUTE format('ALTER FUNCTION privacy_unname(text, text[], text) SET search_path = %I, pg_temp',
        current_schema());
END $do$;
"""

POINT = f"""
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
REVOKE ALL ON FUNCTION privacy_point_to(text, text, text[], bigint, bigint) FROM PUBLIC;
"""

PROOFS = f"""
CREATE FUNCTION privacy_keep_proofs(response uuid, kept jsonb) RETURNS void {WITH_RIGHTS} AS $$
BEGIN
    UPDATE questionnaires_response SET secret = '', proofs = kept
        WHERE id = response AND state = 'submitted';
END $$;
REVOKE ALL ON FUNCTION privacy_keep_proofs(uuid, jsonb) FROM PUBLIC;
"""

FILES = f"""
CREATE FUNCTION privacy_drop_files(wanted text, ids text[]) RETURNS void {WITH_RIGHTS} AS $$
BEGIN
    IF wanted NOT IN ('questionnaires_evidence', 'findings_planfile') THEN
        RAISE EXCEPTION 'no files are dropped here' USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('UPDATE %I SET file = '''' WHERE id::text = ANY($1)', wanted) USING ids;
END $$;
REVOKE ALL ON FUNCTION privacy_drop_files(text, text[]) FROM PUBLIC;
"""

REMOVE = f"""
CREATE FUNCTION privacy_remove(wanted text, ids text[]) RETURNS void {WITH_RIGHTS} AS $$
BEGIN
    IF NOT privacy_may_touch(wanted) OR wanted LIKE 'accounts\\_%' THEN
        RAISE EXCEPTION 'rows of this table are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('DELETE FROM %I WHERE id::text = ANY($1)', wanted) USING ids;
END $$;
REVOKE ALL ON FUNCTION privacy_remove(text, text[]) FROM PUBLIC;
"""

# Whoever works for one organisation need not see a row of another to know.
ELSEWHERE = """
CREATE FUNCTION privacy_is_needed_elsewhere(who bigint, address text, here uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM accounts_membership WHERE user_id = who AND organisation_id <> here)
        OR EXISTS (SELECT FROM audit_auditentry WHERE actor_id = who AND organisation_id IS DISTINCT FROM here)
        OR EXISTS (SELECT FROM accounts_offer WHERE lower(email) = lower(address) AND organisation_id <> here)
        OR EXISTS (SELECT FROM accounts_directoryentry WHERE lower(email) = lower(address) AND organisation_id <> here)
        OR EXISTS (SELECT FROM vendors_contact AS contact JOIN vendors_vendor AS vendor
            ON vendor.id = contact.vendor_id
            WHERE lower(contact.email) = lower(address) AND vendor.organisation_id <> here)
        OR EXISTS (SELECT FROM questionnaires_invitation AS way JOIN questionnaires_response AS response
            ON response.id = way.response_id
            WHERE lower(way.email) = lower(address) AND response.tenant <> here)
        OR EXISTS (SELECT FROM questionnaires_respondent AS seat JOIN questionnaires_response AS response
            ON response.id = seat.response_id
            WHERE lower(seat.email) = lower(address) AND response.tenant <> here)
$$;
REVOKE ALL ON FUNCTION privacy_is_needed_elsewhere(bigint, text, uuid) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
        ("audit", "0002_chain"),
        ("questionnaires", "0002_frozen_rows"),
        ("accounts", "0001_initial"),
        ("assessments", "0003_frozen_rows"),
        ("copies", "0002_frozen_rows"),
        ("decisions", "0002_frozen_rows"),
        ("findings", "0003_frozen_rows"),
        ("inventory", "0001_initial"),
        ("lists", "0001_initial"),
        ("notifications", "0001_initial"),
        ("reports", "0002_frozen_rows"),
        ("review", "0002_frozen_rows"),
        ("sending", "0001_initial"),
        ("vendors", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(OPEN, CLOSE),
        migrations.RunSQL(TABLES, "DROP FUNCTION privacy_may_touch(text);"),
        migrations.RunSQL(PATTERN, "DROP FUNCTION privacy_pattern(text[], boolean);"),
        migrations.RunSQL(
            PSEUDONYM,
            "DROP FUNCTION privacy_put_pseudonym(text, text[], text[], text);",
        ),
        migrations.RunSQL(UNNAME, "DROP FUNCTION privacy_unname(text, text[], text);"),
        migrations.RunSQL(
            POINT, "DROP FUNCTION privacy_point_to(text, text, text[], bigint, bigint);"
        ),
        migrations.RunSQL(PROOFS, "DROP FUNCTION privacy_keep_proofs(uuid, jsonb);"),
        migrations.RunSQL(FILES, "DROP FUNCTION privacy_drop_files(text, text[]);"),
        migrations.RunSQL(REMOVE, "DROP FUNCTION privacy_remove(text, text[]);"),
        migrations.RunSQL(
            ELSEWHERE, "DROP FUNCTION privacy_is_needed_elsewhere(bigint, text, uuid);"
        ),
    ]
