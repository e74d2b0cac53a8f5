"""What a finished report says never changes; only its file goes when its time is over."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION reports_keep_report() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['state', 'progress', 'reason', 'attempts', 'started_at',
                         'finished_at', 'file', 'pages', 'sha256', 'is_signed'];
BEGIN
    IF riskapp_forgets() THEN RETURN COALESCE(NEW, OLD); END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state = 'ready' THEN
            free := ARRAY['state', 'file'];
            IF NEW.state NOT IN ('ready', 'expired') THEN
                RAISE EXCEPTION 'a finished report stays finished'
                    USING ERRCODE = 'restrict_violation';
            END IF;
        END IF;
        IF to_jsonb(NEW) - free = to_jsonb(OLD) - free THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what a report says and is made from never changes'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER report_never_changes BEFORE UPDATE OR DELETE
    ON reports_report FOR EACH ROW EXECUTE FUNCTION reports_keep_report();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("audit", "0002_chain")]
    operations = [
        migrations.RunSQL(FREEZE, "DROP FUNCTION reports_keep_report() CASCADE;")
    ]
