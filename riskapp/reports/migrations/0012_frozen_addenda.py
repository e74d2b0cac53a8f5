"""What counsel said and what was issued never changes; only a lost file is made again."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION reports_keep_addendum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF riskapp_forgets() THEN RETURN COALESCE(NEW, OLD); END IF;
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'reports_issuedaddendum'
        AND to_jsonb(NEW) - 'report_id' = to_jsonb(OLD) - 'report_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what counsel said and what was issued never changes; a later one lies on top'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER counsel_review_never_changes BEFORE UPDATE OR DELETE
    ON reports_counselreview FOR EACH ROW EXECUTE FUNCTION reports_keep_addendum();
CREATE TRIGGER issued_addendum_never_changes BEFORE UPDATE OR DELETE
    ON reports_issuedaddendum FOR EACH ROW EXECUTE FUNCTION reports_keep_addendum();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_issued_addenda"), ("audit", "0002_chain")]
    operations = [
        migrations.RunSQL(FREEZE, "DROP FUNCTION reports_keep_addendum() CASCADE;")
    ]
