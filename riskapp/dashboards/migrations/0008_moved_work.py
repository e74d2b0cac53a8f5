"""Work that goes from one vendor to another, as an operator may do it in the database, leaves nothing
behind with the first: what was kept of it there was taken for that of the second."""

from importlib import import_module

from django.db import migrations

initial = import_module("riskapp.dashboards.migrations.0001_initial")
REPLACE = "CREATE OR REPLACE FUNCTION"
BEFORE = (initial.PERIODS + initial.TO_DECIDE).replace("CREATE FUNCTION", REPLACE)
KEEP = BEFORE.replace("f.id = p.engagement_id AND f.until", "(f.id, f.vendor_id) = (p.engagement_id, p.vendor_id) AND f.until")
KEEP = KEEP.replace("fresh f WHERE f.id = t.engagement_id", "fresh f WHERE (f.id, f.vendor_id) = (t.engagement_id, t.vendor_id)")


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0007_by_two_things")]

    operations = [migrations.RunSQL(KEEP, BEFORE)]
