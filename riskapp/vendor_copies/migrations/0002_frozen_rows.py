"""What a vendor took home stays what the product holds."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION copies_refuse_ready() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF riskapp_forgets() THEN RETURN COALESCE(NEW, OLD); END IF;
    IF OLD.state = 'ready' THEN
        RAISE EXCEPTION 'a finished copy never changes'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER ready_copy_never_changes BEFORE UPDATE OR DELETE
    ON copies_copy FOR EACH ROW EXECUTE FUNCTION copies_refuse_ready();
"""


class Migration(migrations.Migration):
    dependencies = [("copies", "0001_initial"), ("audit", "0002_chain")]
    operations = [
        migrations.RunSQL(FREEZE, "DROP FUNCTION copies_refuse_ready() CASCADE;")
    ]
