"""Every entry names its origin and the entry before it: the chain can be proven.

What is there already is linked in the order in which it was written.
"""

import hashlib
import json
import uuid
from typing import Any

import django.utils.timezone
from django.db import migrations, models

FIRST = "0" * 64
CONTENT = (
    "actor_label", "ip", "user_agent", "action", "object_type", "object_id",
    "object_label", "before", "after",
)  # fmt: skip


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(own) for key, own in value.items()}
    if isinstance(value, list):
        return [plain(own) for own in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def content_hash(entry: Any) -> str:
    """As riskapp.audit.queries says; repeated here, because a migration never changes."""
    content = {name: getattr(entry, name) for name in CONTENT} | {
        "organisation": str(entry.organisation_id) if entry.organisation_id else None,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
    }
    text = json.dumps(
        plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def link(apps: Any, schema_editor: Any) -> None:
    entries = apps.get_model("audit", "AuditEntry").objects
    heads = apps.get_model("audit", "ChainHead").objects
    chains: dict[uuid.UUID, tuple[int, str]] = {}
    batch: list[Any] = []
    for entry in entries.order_by("id").iterator(chunk_size=2000):
        chain = entry.organisation_id or uuid.UUID(int=0)
        length, previous = chains.get(chain, (0, FIRST))
        entry.position = length + 1
        entry.content_hash = content_hash(entry)
        entry.previous_hash = previous
        entry.hash = hashlib.sha256(
            f"{previous}{entry.content_hash}".encode()
        ).hexdigest()
        chains[chain] = (entry.position, entry.hash)
        batch.append(entry)
        if len(batch) == 2000:
            store(entries, batch)
    store(entries, batch)
    for chain, (length, last) in chains.items():
        heads.create(id=chain, length=length, hash=last)


def store(entries: Any, batch: list[Any]) -> None:
    entries.bulk_update(
        batch, ["position", "content_hash", "previous_hash", "hash"], batch_size=500
    )
    batch.clear()


OPEN = "ALTER TABLE audit_auditentry DISABLE TRIGGER auditentry_never_changes"
CLOSE = "ALTER TABLE audit_auditentry ENABLE TRIGGER auditentry_never_changes"

SEAL = """
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

CREATE TRIGGER auditentry_never_truncated BEFORE TRUNCATE
    ON audit_auditentry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

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

CREATE FUNCTION audit_seal() RETURNS trigger LANGUAGE plpgsql AS $$
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

-- At the end of the transaction: the head is locked only while it commits.
CREATE CONSTRAINT TRIGGER auditentry_is_sealed AFTER INSERT ON audit_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_seal();
"""

UNSEAL = """
DROP TRIGGER auditentry_is_sealed ON audit_auditentry;
DROP FUNCTION audit_seal();
DROP TRIGGER chainhead_never_truncated ON audit_chainhead;
DROP TRIGGER chainhead_only_grows ON audit_chainhead;
DROP FUNCTION audit_refuse_head();
DROP TRIGGER auditentry_never_truncated ON audit_auditentry;
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_frozen_rows")]

    operations = [
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("length", models.PositiveBigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.AlterField("AuditEntry", "at", models.DateTimeField(default=django.utils.timezone.now)),
        migrations.AddField("AuditEntry", "ip", models.GenericIPAddressField(null=True)),
        migrations.AddField("AuditEntry", "user_agent", models.CharField(db_default="", max_length=300)),
        migrations.AddField("AuditEntry", "position", models.PositiveBigIntegerField(null=True)),
        migrations.AddField("AuditEntry", "content_hash", models.CharField(db_default="", max_length=64)),
        migrations.AddField("AuditEntry", "previous_hash", models.CharField(db_default="", max_length=64)),
        migrations.AddField("AuditEntry", "hash", models.CharField(db_default="", max_length=64)),
        migrations.AddIndex(
            "AuditEntry",
            models.Index(fields=["organisation", "action", "-id"], name="audit_by_action"),
        ),
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
        migrations.RunPython(link, migrations.RunPython.noop),
        migrations.RunSQL(CLOSE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "AuditEntry",
            models.UniqueConstraint(
                condition=models.Q(position__isnull=False),
                fields=("organisation", "position"),
                name="one_audit_entry_per_link",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(SEAL, UNSEAL),
    ]
