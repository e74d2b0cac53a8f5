"""The trail is only added to: each entry is sealed to the one before it, nothing of it changes,
and what is erased from one leaves its proof.

``riskapp_forgets`` says whether rows that never change may change now: only inside of the
functions made for it, which run with the rights of the owner of the tables. Nobody else can
use the setting they carry, because nobody else owns the tables.
"""

from django.db import migrations

FORGETS = """
CREATE FUNCTION riskapp_forgets() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN current_setting('riskapp.forgets', true) = 'on' AND current_user = (
        SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'audit_auditentry'::regclass
    );
END $$;
"""

ENTRIES = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER auditentry_never_changes BEFORE UPDATE OR DELETE
    ON audit_auditentry FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER auditentry_never_truncated BEFORE TRUNCATE
    ON audit_auditentry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""

HEADS = """
CREATE FUNCTION audit_refuse_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN
        IF NEW.id = OLD.id AND NEW.length = OLD.length + 1 THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% rows never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER chainhead_only_grows BEFORE UPDATE OR DELETE
    ON audit_chainhead FOR EACH ROW EXECUTE FUNCTION audit_refuse_head();
CREATE TRIGGER chainhead_never_truncated BEFORE TRUNCATE
    ON audit_chainhead FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_head();
"""

# With the rights of the owner, so that nobody who works with the product needs the right to
# change an entry or a head. At the end of the transaction: the head is locked only while it
# commits.
SEAL = """
CREATE FUNCTION audit_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    chain uuid := coalesce(NEW.organisation_id, '00000000-0000-0000-0000-000000000000');
    head audit_chainhead%ROWTYPE;
    sealed text;
BEGIN
    IF NEW.hash <> '' OR NEW.position IS NOT NULL OR NEW.content_hash !~ '^[0-9a-f]{64}$' THEN
        RAISE EXCEPTION 'an audit entry brings the hash of its content and nothing else of the chain'
            USING ERRCODE = 'restrict_violation';
    END IF;
    INSERT INTO audit_chainhead (id, length, hash) VALUES (chain, 0, repeat('0', 64))
        ON CONFLICT (id) DO NOTHING;
    SELECT * INTO head FROM audit_chainhead WHERE id = chain FOR UPDATE;
    sealed := encode(sha256(convert_to(head.hash || NEW.content_hash, 'UTF8')), 'hex');
    UPDATE audit_auditentry
        SET position = head.length + 1, previous_hash = head.hash, hash = sealed
        WHERE id = NEW.id;
    UPDATE audit_chainhead SET length = head.length + 1, hash = sealed WHERE id = chain;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER auditentry_is_sealed AFTER INSERT ON audit_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_seal();
"""

ERASE = """
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


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(FORGETS, "DROP FUNCTION riskapp_forgets();"),
        migrations.RunSQL(ENTRIES, "DROP FUNCTION audit_refuse_change() CASCADE;"),
        migrations.RunSQL(HEADS, "DROP FUNCTION audit_refuse_head() CASCADE;"),
        migrations.RunSQL(SEAL, "DROP FUNCTION audit_seal() CASCADE;"),
        migrations.RunSQL(ERASE, "DROP FUNCTION audit_erase_values(bigint, jsonb);"),
    ]
