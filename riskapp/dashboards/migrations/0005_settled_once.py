from django.db import migrations

# The first of the vendors that are due settles all of them. Each of the others only sees that it
# is gone, by its key: to look for all that are due walks past all that are gone.
SETTLE = """
CREATE OR REPLACE FUNCTION dashboards_settle() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    due uuid[];
BEGIN
LOOKING
    WITH gone AS (
        DELETE FROM dashboards_duetally WHERE transaction = NEW.transaction RETURNING vendor_id
    ) SELECT array_agg(vendor_id) INTO due FROM gone;
    IF due IS NOT NULL THEN
        -- First what the trail locks when a transaction ends: all wait in the same order.
        PERFORM FROM audit_chainhead h WHERE h.id = ANY (ARRAY(
            SELECT v.organisation_id FROM vendors_vendor v WHERE v.id = ANY (due)))
          ORDER BY h.id FOR UPDATE;
        PERFORM dashboards_recount(due);
    END IF;
    RETURN NULL;
END $$;
"""
LOOKING = """
    PERFORM FROM dashboards_duetally WHERE id = NEW.id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0004_scoped_totals")]

    operations = [
        migrations.RunSQL(
            SETTLE.replace("LOOKING\n", LOOKING.lstrip("\n")),
            SETTLE.replace("LOOKING\n", ""),
        ),
    ]
