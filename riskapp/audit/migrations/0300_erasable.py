"""Texts of an entry can be erased, and what stays is still proven.

``riskapp_forgets`` says whether rows that never change may change now: only inside of the
functions made for it, which run with the rights of the owner of the tables. Nobody else can
use the setting they carry, because nobody else owns the tables.
"""

from django.db import migrations, models

FORGETS = """
CREATE FUNCTION riskapp_forgets() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN current_setting('riskapp.forgets', true) = 'on' AND current_user = (
        SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'audit_auditentry'::regclass
    );
END $$;

CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasable text[] := ARRAY['actor_id', 'actor_label', 'ip', 'user_agent', 'object_id',
                             'object_label', 'before', 'after', 'secret', 'proofs'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF pg_trigger_depth() > 1 AND OLD.hash = ''
            AND to_jsonb(OLD) - '{position,previous_hash,hash}'::text[]
                = to_jsonb(NEW) - '{position,previous_hash,hash}'::text[] THEN
            RETURN NEW;
        END IF;
        IF OLD.hash <> '' AND NEW.proofs IS NOT NULL AND riskapp_forgets()
            AND to_jsonb(OLD) - erasable = to_jsonb(NEW) - erasable THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% rows never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION audit_erase_values(entry bigint, fields jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET riskapp.forgets = 'on' AS $$
BEGIN
    UPDATE audit_auditentry SET
        actor_id = (fields->>'actor_id')::bigint,
        actor_label = fields->>'actor_label',
        ip = (fields->>'ip')::inet,
        user_agent = fields->>'user_agent',
        object_id = fields->>'object_id',
        object_label = fields->>'object_label',
        before = nullif(fields->'before', 'null'::jsonb),
        after = nullif(fields->'after', 'null'::jsonb),
        secret = '',
        proofs = fields->'proofs'
    WHERE id = entry;
END $$;
REVOKE ALL ON FUNCTION audit_erase_values(bigint, jsonb) FROM PUBLIC;
"""

REMEMBERS = """
DROP FUNCTION audit_erase_values(bigint, jsonb);
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN
        IF OLD.hash = '' AND to_jsonb(OLD) - '{position,previous_hash,hash}'::text[]
            = to_jsonb(NEW) - '{position,previous_hash,hash}'::text[] THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% rows never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP FUNCTION riskapp_forgets();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0070_sealed_by_its_owner")]

    operations = [
        migrations.AddField(
            "AuditEntry", "secret", models.CharField(max_length=32, db_default="")
        ),
        migrations.AddField("AuditEntry", "proofs", models.JSONField(null=True)),
        migrations.RunSQL(FORGETS, REMEMBERS),
    ]
