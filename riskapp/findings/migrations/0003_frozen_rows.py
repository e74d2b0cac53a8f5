"""The history of a finding never changes; what a vendor proposed is answered once."""

from django.db import migrations

FREEZE = """
CREATE TRIGGER finding_event_never_changes BEFORE UPDATE OR DELETE
    ON findings_findingevent FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();

CREATE FUNCTION findings_keep_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF riskapp_forgets() THEN RETURN COALESCE(NEW, OLD); END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'proposed'
        AND to_jsonb(NEW) - ARRAY['state', 'answer']
          = to_jsonb(OLD) - ARRAY['state', 'answer'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what a vendor proposed never changes; it is answered once'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER plan_is_answered_once BEFORE UPDATE OR DELETE
    ON findings_plan FOR EACH ROW EXECUTE FUNCTION findings_keep_plan();
"""
THAW = """
DROP FUNCTION findings_keep_plan() CASCADE;
DROP TRIGGER finding_event_never_changes ON findings_findingevent;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("findings", "0002_condition_of_a_decision"),
        ("assessments", "0003_frozen_rows"),
    ]
    operations = [migrations.RunSQL(FREEZE, THAW)]
