"""Decisions are never edited, only shown to the vendor once; a later one lies on top. Nor are
their conditions, or what was recommended."""

from django.db import migrations

DECISIONS = """
CREATE FUNCTION decisions_keep_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF riskapp_forgets() THEN RETURN COALESCE(NEW, OLD); END IF;
    IF TG_OP = 'UPDATE' AND OLD.released_at IS NULL
        AND to_jsonb(NEW) - ARRAY['released_at', 'released_by_id']
          = to_jsonb(OLD) - ARRAY['released_at', 'released_by_id'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'decisions never change; a later one lies on top'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER decision_never_changes BEFORE UPDATE OR DELETE
    ON decisions_decision FOR EACH ROW EXECUTE FUNCTION decisions_keep_decision();
"""

CONDITIONS = """
CREATE FUNCTION decisions_keep_what_was_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF riskapp_forgets() THEN RETURN COALESCE(NEW, OLD); END IF;
    RAISE EXCEPTION 'what was decided or recommended never changes; a later one lies on top'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER condition_never_changes BEFORE UPDATE OR DELETE ON decisions_condition
    FOR EACH ROW EXECUTE FUNCTION decisions_keep_what_was_decided();
CREATE TRIGGER recommendation_never_changes BEFORE UPDATE OR DELETE ON decisions_recommendation
    FOR EACH ROW EXECUTE FUNCTION decisions_keep_what_was_decided();
"""


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial"), ("audit", "0002_chain")]
    operations = [
        migrations.RunSQL(
            DECISIONS, "DROP FUNCTION decisions_keep_decision() CASCADE;"
        ),
        migrations.RunSQL(
            CONDITIONS, "DROP FUNCTION decisions_keep_what_was_decided() CASCADE;"
        ),
    ]
