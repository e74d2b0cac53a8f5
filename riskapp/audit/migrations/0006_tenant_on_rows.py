"""Entries name by what they are kept in partitions: the id of their organisation, or the one that
stands for the installation itself. It is in no hash: it follows from the organisation.

Whoever does not say it, as the release before, has it filled in. What was there before is filled
by the clock (``riskapp_fill_tenants``), which is the one more change of an entry that is let through.
"""

from django.db import migrations, models

FILL = """
CREATE FUNCTION audit_takes_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.tenant := coalesce(NEW.organisation_id, '00000000-0000-0000-0000-000000000000');
    RETURN NEW;
END $$;

CREATE TRIGGER auditentry_takes_tenant BEFORE INSERT ON audit_auditentry
    FOR EACH ROW WHEN (NEW.tenant IS NULL) EXECUTE FUNCTION audit_takes_tenant();
"""

SEAL = """
CREATE OR REPLACE FUNCTION audit_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    chain uuid := coalesce(NEW.organisation_id, '00000000-0000-0000-0000-000000000000');
    head audit_chainhead%ROWTYPE;
    sealed text;
BEGIN
    IF NEW.hash <> '' OR NEW.position IS NOT NULL OR NEW.content_hash !~ '^[0-9a-f]{64}$' THEN
        RAISE EXCEPTION 'an audit entry brings the hash of its content and nothing else of the chain'
            USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO head FROM audit_chainhead WHERE id = chain FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO audit_chainhead (id, length, hash) VALUES (chain, 0, repeat('0', 64))
            ON CONFLICT (id) DO NOTHING;
        SELECT * INTO head FROM audit_chainhead WHERE id = chain FOR UPDATE;
    END IF;
    sealed := encode(sha256(convert_to(head.hash || NEW.content_hash, 'UTF8')), 'hex');
    UPDATE audit_auditentry
        SET position = head.length + 1, previous_hash = head.hash, hash = sealed
        WHERE id = NEW.id AND tenant = NEW.tenant;
    UPDATE audit_chainhead SET length = head.length + 1, hash = sealed WHERE id = chain;
    RETURN NULL;
END $$;
"""

REFUSE = """
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
        IF OLD.tenant IS NULL AND riskapp_forgets()
            AND to_jsonb(OLD) - 'tenant' = to_jsonb(NEW) - 'tenant'
            AND NEW.tenant = coalesce(OLD.organisation_id, '00000000-0000-0000-0000-000000000000') THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% rows never change', regexp_replace(TG_TABLE_NAME, '_p\\d+$', '')
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("audit", "0005_syslog_mark"),
    ]

    operations = [
        migrations.AddField(
            model_name="auditentry",
            name="tenant",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AlterModelOptions(
            name="auditentry",
            options={
                "base_manager_name": "objects",
                "ordering": ["-id"],
                "verbose_name_plural": "audit entries",
            },
        ),
        migrations.RunSQL(FILL, "DROP FUNCTION audit_takes_tenant() CASCADE;"),
        migrations.RunSQL(SEAL, migrations.RunSQL.noop),
        migrations.RunSQL(REFUSE, migrations.RunSQL.noop),
    ]
