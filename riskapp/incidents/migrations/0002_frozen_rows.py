"""What a vendor said of an incident never changes; a later reply lies on top."""

from django.db import migrations

REPLIES = """
CREATE FUNCTION incidents_keep_reply() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF riskapp_forgets() THEN RETURN COALESCE(NEW, OLD); END IF;
    RAISE EXCEPTION 'what was said of an incident never changes; a later reply lies on top'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER reply_never_changes BEFORE UPDATE OR DELETE ON incidents_incidentreply
    FOR EACH ROW EXECUTE FUNCTION incidents_keep_reply();
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial"), ("audit", "0002_chain")]
    operations = [
        migrations.RunSQL(REPLIES, "DROP FUNCTION incidents_keep_reply() CASCADE;")
    ]
