"""Tables that grow, in partitions by the hash of their organisation.

A table that is still empty, as in a new installation, is put into partitions here. One with rows
stays as it is, the clock fills in whose they are (``riskapp_fill_tenants``), and whoever operates
it runs ``manage.py partition_tables`` when it suits. See docs/decisions/025-partitions-by-organisation.md.
"""

from django.db import migrations

WHOSE = """
CREATE FUNCTION riskapp_tenant_in_hand() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('app.organisation', true), '')::uuid,
                    nullif(current_setting('app.asker', true), '')::uuid)
$$;

-- Whose the row "t" of a table is, as SQL.
CREATE FUNCTION riskapp_tenant_of(which text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE which
        WHEN 'questionnaires_answer' THEN
            '(SELECT r.tenant FROM questionnaires_response r WHERE r.id = t.response_id)'
        WHEN 'questionnaires_responseevent' THEN
            '(SELECT r.tenant FROM questionnaires_response r WHERE r.id = t.response_id)'
        WHEN 'audit_auditentry' THEN
            'coalesce(t.organisation_id, ''00000000-0000-0000-0000-000000000000''::uuid)'
        WHEN 'activity_activityday' THEN
            '(SELECT r.tenant FROM activity_activityfile f'
            ' JOIN questionnaires_response r ON r.id = f.response_id WHERE f.id = t.file_id)'
    END
$$;
"""

# Fills in some rows behind a number and says the last one; 0 to be called once more, nothing where
# nothing is left. That is said by a constraint, which the database proves in a transaction of its
# own, so that nobody waits for it.
FILL = """
CREATE FUNCTION riskapp_fill_tenants(which text, beyond bigint, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET riskapp.forgets = 'on' SET lock_timeout = '5s' AS $$
DECLARE
    whose text := riskapp_tenant_of(which);
    newest bigint;
    is_proven boolean;
BEGIN
    IF whose IS NULL OR EXISTS (SELECT FROM pg_class
            WHERE oid = to_regclass(which) AND relkind = 'p')
    THEN
        RETURN NULL;
    END IF;
    SELECT convalidated INTO is_proven FROM pg_constraint
        WHERE conrelid = to_regclass(which) AND conname = 'names_its_tenant';
    IF FOUND THEN
        IF NOT is_proven THEN
            EXECUTE format('ALTER TABLE %I VALIDATE CONSTRAINT names_its_tenant', which);
        END IF;
        RETURN NULL;
    END IF;
    EXECUTE format('WITH picked AS ('
        ' SELECT t.id, %2$s AS whose FROM %1$I t WHERE t.id > $1 AND t.tenant IS NULL'
        ' ORDER BY t.id LIMIT $2),'
        'filled AS (UPDATE %1$I t SET tenant = picked.whose FROM picked WHERE t.id = picked.id RETURNING t.id)'
        'SELECT max(id) FROM filled', which, whose)
        INTO newest USING beyond, most;
    IF newest IS NULL AND beyond = 0 THEN
        SET CONSTRAINTS ALL IMMEDIATE;  -- what was filled in within this transaction
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT names_its_tenant'
            ' CHECK (tenant IS NOT NULL) NOT VALID', which);
    END IF;
    RETURN coalesce(newest, 0);
END $$;
REVOKE ALL ON FUNCTION riskapp_fill_tenants(text, bigint, integer) FROM PUBLIC;
"""

PARTITION = """
CREATE FUNCTION riskapp_partition(which text, parts integer) RETURNS bigint
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    former text := which || '_before';
    whose text := riskapp_tenant_of(which);
    numbers text := pg_get_serial_sequence(which, 'id');
    follows boolean := which LIKE 'questionnaires%';
    here text := current_schema();
    columns text;
    others text;
    after text[];
    renamed text[];
    next_number bigint;
    copied bigint;
    proof numeric;
    found bigint;
    again numeric;
    one text;
BEGIN
    IF whose IS NULL OR parts NOT BETWEEN 2 AND 256 THEN
        RAISE EXCEPTION '% is no table that is put into partitions', which;
    END IF;
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', which);
    IF (SELECT relkind FROM pg_class WHERE oid = which::regclass) = 'p' THEN
        RETURN NULL;
    END IF;

    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum),
        string_agg(quote_ident(attname), ', ' ORDER BY attnum) FILTER (WHERE attname <> 'tenant')
        INTO columns, others FROM pg_attribute
        WHERE attrelid = which::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '';

    -- What the new table is given once its rows are in, as the database words it; every unique
    -- rule names the tenant, and a row and its response name the same one.
    SELECT array_agg(said ORDER BY place, said) INTO after FROM (
        SELECT 1 AS place, format('ALTER TABLE %I ADD CONSTRAINT %I PRIMARY KEY (id, tenant)',
            which, conname) AS said FROM pg_constraint
            WHERE conrelid = which::regclass AND contype = 'p'
        UNION ALL
        SELECT 2, format('ALTER TABLE %I ADD CONSTRAINT %I %s', which, conname,
            regexp_replace(pg_get_constraintdef(oid), '\\)$', ', tenant)'))
            FROM pg_constraint WHERE conrelid = which::regclass AND contype = 'u'
        UNION ALL
        SELECT 3, CASE WHEN indisunique
            THEN regexp_replace(pg_get_indexdef(indexrelid), '(USING btree \\([^)]*)\\)', '\\1, tenant)')
            ELSE pg_get_indexdef(indexrelid) END
            FROM pg_index WHERE indrelid = which::regclass
            AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
        UNION ALL
        SELECT 4, format('ALTER TABLE %I ADD CONSTRAINT %I %s', which, conname,
            CASE WHEN follows AND confrelid = to_regclass('questionnaires_response')
                THEN 'FOREIGN KEY (response_id, tenant) REFERENCES questionnaires_response (id, tenant)'
                    ' DEFERRABLE INITIALLY DEFERRED'
                ELSE pg_get_constraintdef(oid) END)
            FROM pg_constraint WHERE conrelid = which::regclass AND contype = 'f'
        UNION ALL
        SELECT 5, pg_get_triggerdef(oid) FROM pg_trigger
            WHERE tgrelid = which::regclass AND NOT tgisinternal AND tgname NOT LIKE '%takes_tenant'
        UNION ALL
        SELECT 6, format('ALTER TABLE %I DISABLE TRIGGER %I', which, tgname) FROM pg_trigger
            WHERE tgrelid = which::regclass AND NOT tgisinternal AND tgenabled = 'D'
        UNION ALL
        SELECT 7, format('GRANT %s ON %I TO %s', string_agg(privilege_type, ', '), which,
            CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
            FROM pg_class, aclexplode(relacl)
            WHERE oid = which::regclass AND grantee <> relowner GROUP BY grantee
        UNION ALL
        SELECT 8, format('GRANT %s ON SEQUENCE %s TO %s', string_agg(privilege_type, ', '), numbers,
            CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
            FROM pg_class, aclexplode(relacl)
            WHERE oid = numbers::regclass AND grantee <> relowner GROUP BY grantee
        UNION ALL
        SELECT 9, format('CREATE POLICY %I ON %I AS %s FOR %s TO %s %s %s', policyname, which,
            permissive, cmd, array_to_string(ARRAY(SELECT quote_ident(r) FROM unnest(roles) r), ', '),
            'USING (' || qual || ')', 'WITH CHECK (' || with_check || ')')
            FROM pg_policies WHERE schemaname = here AND tablename = which
        UNION ALL
        SELECT 10, format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', which)
            FROM pg_class WHERE oid = which::regclass AND relrowsecurity
    ) AS everything WHERE said IS NOT NULL;

    -- The former table makes room for the names of the new one.
    EXECUTE format('SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM %s', numbers)
        INTO next_number;
    SELECT array_agg(format('ALTER INDEX %s RENAME TO %I', indexrelid::regclass, 'before_' || indexrelid))
        INTO renamed FROM pg_index WHERE indrelid = which::regclass;
    FOREACH one IN ARRAY renamed LOOP EXECUTE one; END LOOP;
    EXECUTE format('ALTER TABLE %I RENAME TO %I', which, former);
    EXECUTE format('ALTER TABLE %I ALTER COLUMN id DROP IDENTITY', former);

    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED'
        ' INCLUDING STORAGE INCLUDING COMPRESSION INCLUDING STATISTICS INCLUDING COMMENTS)'
        ' PARTITION BY HASH (tenant)', which, former);
    EXECUTE format('ALTER TABLE %I DROP CONSTRAINT IF EXISTS names_its_tenant', which);
    EXECUTE format('CREATE SEQUENCE %s AS bigint START %s OWNED BY %I.id', numbers, next_number, which);
    EXECUTE format('ALTER TABLE %I ALTER COLUMN id SET DEFAULT nextval(%L),'
        ' ALTER COLUMN tenant SET DEFAULT riskapp_tenant_in_hand(), ALTER COLUMN tenant SET NOT NULL',
        which, numbers);
    IF which = 'audit_auditentry' THEN
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT audit_tenant_is_the_organisation'
            ' CHECK (tenant = coalesce(organisation_id, ''00000000-0000-0000-0000-000000000000''))', which);
    END IF;
    FOR part IN 0 .. parts - 1 LOOP
        one := which || '_p' || lpad(part::text, 2, '0');
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
            one, which, parts, part);
    END LOOP;

    EXECUTE format('INSERT INTO %1$I (%2$s, tenant) SELECT %2$s, coalesce(t.tenant, %3$s) FROM %4$I t',
        which, others, whose, former);
    GET DIAGNOSTICS copied = ROW_COUNT;
    IF copied > 0 THEN
        -- Row by row, whatever their order; whose they are is proven by the rules that follow.
        EXECUTE format('SELECT count(*), sum(hash_record_extended(ROW(%s), 0)::numeric) FROM %I', others, former)
            INTO found, proof;
        EXECUTE format('SELECT count(*), sum(hash_record_extended(ROW(%s), 0)::numeric) FROM %I', others, which)
            INTO copied, again;
        IF (found, proof) IS DISTINCT FROM (copied, again) THEN
            RAISE EXCEPTION 'what was copied of % is not what was there', which;
        END IF;
        EXECUTE format('SELECT count(*) FROM %I t WHERE t.tenant IS DISTINCT FROM %s', which, whose) INTO found;
        IF found > 0 THEN
            RAISE EXCEPTION '% rows of % name another organisation than theirs', found, which;
        END IF;
    END IF;
    EXECUTE format('DROP TABLE %I', former);
    IF follows THEN
        CREATE UNIQUE INDEX IF NOT EXISTS response_and_its_tenant ON questionnaires_response (id, tenant);
    END IF;
    FOREACH one IN ARRAY after LOOP EXECUTE one; END LOOP;

    -- Nobody reaches past the table into a partition: neither a right nor a row, and what stands
    -- before a statement stands there too.
    FOR part IN 0 .. parts - 1 LOOP
        one := which || '_p' || lpad(part::text, 2, '0');
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
        IF which = 'audit_auditentry' THEN
            EXECUTE format('CREATE TRIGGER auditentry_never_truncated BEFORE TRUNCATE ON %I'
                ' FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()', one);
        END IF;
    END LOOP;
    IF 2 = (SELECT count(*) FROM pg_class WHERE relkind = 'p' AND oid IN (
            'questionnaires_answer'::regclass, 'questionnaires_responseevent'::regclass)) THEN
        PERFORM questionnaires_in_partitions();
    END IF;
    RETURN copied;
END $$;
REVOKE ALL ON FUNCTION riskapp_partition(text, integer) FROM PUBLIC;
"""

# The database looks over each partition by itself, over the whole table only when it is asked to.
STATISTICS = """
CREATE FUNCTION riskapp_look_at_partitions() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT c.relname FROM pg_class c
        WHERE c.relkind = 'p' AND c.relnamespace = current_schema()::regnamespace
            AND riskapp_tenant_of(c.relname) IS NOT NULL
            AND coalesce(pg_stat_get_last_analyze_time(c.oid), '-infinity') < now() - interval '23 hours'
    LOOP
        EXECUTE format(CASE WHEN current_setting('server_version_num')::int >= 180000
            THEN 'ANALYZE ONLY %I' ELSE 'ANALYZE %I' END, one.relname);
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION riskapp_look_at_partitions() FROM PUBLIC;
"""

EMPTY = """
DO $do$
DECLARE
    which text;
    is_empty boolean;
BEGIN
    FOREACH which IN ARRAY ARRAY['questionnaires_answer', 'questionnaires_responseevent',
                                 'audit_auditentry', 'activity_activityday']
    LOOP
        EXECUTE format('SELECT NOT EXISTS (SELECT FROM %I)', which) INTO is_empty;
        IF is_empty THEN
            PERFORM riskapp_partition(which, 16);
        END IF;
    END LOOP;
END $do$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("questionnaires", "0018_tenant_on_rows"),
        ("audit", "0006_tenant_on_rows"),
        ("activity", "0003_tenant_on_rows"),
        ("privacy", "0009_what_waits"),
    ]

    operations = [
        migrations.RunSQL(WHOSE, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(PARTITION, migrations.RunSQL.noop),
        migrations.RunSQL(STATISTICS, migrations.RunSQL.noop),
        migrations.RunSQL(EMPTY, migrations.RunSQL.noop),
    ]
