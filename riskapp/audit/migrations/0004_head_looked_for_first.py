"""The head of a chain is there for all entries but the first: it is looked for before it is made."""

from django.db import migrations

SEAL = """
CREATE OR REPLACE FUNCTION audit_seal() RETURNS trigger
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
LOOKING
    sealed := encode(sha256(convert_to(head.hash || NEW.content_hash, 'UTF8')), 'hex');
    UPDATE audit_auditentry
        SET position = head.length + 1, previous_hash = head.hash, hash = sealed
        WHERE id = NEW.id;
    UPDATE audit_chainhead SET length = head.length + 1, hash = sealed WHERE id = chain;
    RETURN NULL;
END $$;
"""
FIRST = """
    SELECT * INTO head FROM audit_chainhead WHERE id = chain FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO audit_chainhead (id, length, hash) VALUES (chain, 0, repeat('0', 64))
            ON CONFLICT (id) DO NOTHING;
        SELECT * INTO head FROM audit_chainhead WHERE id = chain FOR UPDATE;
    END IF;
"""
BEFORE = """
    INSERT INTO audit_chainhead (id, length, hash) VALUES (chain, 0, repeat('0', 64))
        ON CONFLICT (id) DO NOTHING;
    SELECT * INTO head FROM audit_chainhead WHERE id = chain FOR UPDATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("audit", "0003_by_type"),
    ]

    operations = [
        migrations.RunSQL(
            SEAL.replace("LOOKING", FIRST.strip("\n")),
            SEAL.replace("LOOKING", BEFORE.strip("\n")),
        ),
    ]
