"""Rows of this table are written once: the database refuses to change them."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER auditentry_never_changes BEFORE UPDATE OR DELETE
    ON audit_auditentry FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
"""

THAW = """
DROP TRIGGER auditentry_never_changes ON audit_auditentry;
DROP FUNCTION audit_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
