"""The first entry that is sealed when a transaction ends seals all of its chain. The head of the chain
grows by one for each, as ever, and is found where the step before left it: whoever looks for it by its
key walks past a row for each step of the transaction.

Entries of a transaction are numbered as they come, and others have sealed theirs before anybody
sees them: what is not sealed from the first on is ours. Each entry is still looked at for itself.
"""

from django.db import migrations

SEAL = """
CREATE OR REPLACE FUNCTION audit_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
SET plan_cache_mode = force_generic_plan SETTINGS AS $$
DECLARE
    chain uuid := coalesce(NEW.organisation_id, '00000000-0000-0000-0000-000000000000');
    head audit_chainhead%ROWTYPE;
    NAMES
    sealed text;
BEGIN
    IF NEW.hash <> '' OR NEW.position IS NOT NULL OR NEW.content_hash !~ '^[0-9a-f]{64}$' THEN
        RAISE EXCEPTION 'an audit entry brings the hash of its content and nothing else of the chain'
            USING ERRCODE = 'restrict_violation';
    END IF;
LOOKING
    SELECT * INTO head FROM audit_chainhead WHERE id = chain FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO audit_chainhead (id, length, hash) VALUES (chain, 0, repeat('0', 64))
            ON CONFLICT (id) DO NOTHING;
        SELECT * INTO head FROM audit_chainhead WHERE id = chain FOR UPDATE;
    END IF;
SEALING
    RETURN NULL;
END $$;
"""
LOOKING = """
    PERFORM FROM audit_auditentry e WHERE e.id = NEW.id AND e.tenant = NEW.tenant AND e.hash = '';
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
"""
TOGETHER = """
    SELECT h.ctid INTO place FROM audit_chainhead h WHERE h.id = chain;
    FOR entry IN
        SELECT e.id, e.tenant, e.content_hash FROM audit_auditentry e
         WHERE e.id >= NEW.id AND e.tenant = NEW.tenant AND e.hash = '' ORDER BY e.id
    LOOP
        sealed := encode(sha256(convert_to(head.hash || entry.content_hash, 'UTF8')), 'hex');
        UPDATE audit_auditentry e
           SET position = head.length + 1, previous_hash = head.hash, hash = sealed
         WHERE e.id = entry.id AND e.tenant = entry.tenant;
        UPDATE audit_chainhead h SET length = head.length + 1, hash = sealed
         WHERE h.ctid = place AND h.id = chain
        RETURNING h.length, h.hash, h.ctid INTO STRICT head.length, head.hash, place;
    END LOOP;
"""
ALONE = """
    sealed := encode(sha256(convert_to(head.hash || NEW.content_hash, 'UTF8')), 'hex');
    UPDATE audit_auditentry
        SET position = head.length + 1, previous_hash = head.hash, hash = sealed
        WHERE id = NEW.id AND tenant = NEW.tenant;
    UPDATE audit_chainhead SET length = head.length + 1, hash = sealed WHERE id = chain;
"""


def seal(settings: str, names: str, looking: str, sealing: str) -> str:
    """The function, with what differs."""
    return (
        SEAL.replace(" SETTINGS", settings)
        .replace("    NAMES\n", names)
        .replace("LOOKING\n", looking.lstrip("\n"))
        .replace("SEALING\n", sealing.lstrip("\n"))
    )


class Migration(migrations.Migration):

    dependencies = [("audit", "0007_counted_in_indexes")]

    operations = [
        migrations.RunSQL(
            seal(" SET enable_seqscan = off", "    entry record;\n    place tid;\n", LOOKING, TOGETHER),
            seal("", "", "", ALONE),
        ),
    ]
