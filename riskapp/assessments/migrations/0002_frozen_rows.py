"""Rows of this table are written once: the database refuses to change them."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION assessments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER score_never_changes BEFORE UPDATE OR DELETE
    ON assessments_score FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();
"""

THAW = """
DROP TRIGGER score_never_changes ON assessments_score;
DROP FUNCTION assessments_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
