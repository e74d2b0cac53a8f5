"""Decisions are never edited, only shown to the vendor once; what a vendor proposed stays."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION assessments_keep_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.released_at IS NULL
        AND to_jsonb(NEW) - ARRAY['released_at', 'released_by_id']
          = to_jsonb(OLD) - ARRAY['released_at', 'released_by_id'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'decisions never change; a later one lies on top'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER decision_never_changes BEFORE UPDATE OR DELETE
    ON assessments_decision FOR EACH ROW EXECUTE FUNCTION assessments_keep_decision();

CREATE FUNCTION assessments_keep_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'proposed'
        AND to_jsonb(NEW) - ARRAY['state', 'answer']
          = to_jsonb(OLD) - ARRAY['state', 'answer'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what a vendor proposed never changes; it is answered once'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER plan_is_answered_once BEFORE UPDATE OR DELETE
    ON assessments_plan FOR EACH ROW EXECUTE FUNCTION assessments_keep_plan();
"""

THAW = """
DROP TRIGGER plan_is_answered_once ON assessments_plan;
DROP FUNCTION assessments_keep_plan();
DROP TRIGGER decision_never_changes ON assessments_decision;
DROP FUNCTION assessments_keep_decision();
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_decisions")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
