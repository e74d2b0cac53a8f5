"""Whom all depend on counts the models behind tools as well."""

from django.db import migrations

# What a vendor counts for stays as it is; the models behind its tools come to it, each with its
# risk, and with the part of it where a tool may act in production.
COUNTED = """
ALTER FUNCTION dashboards_counted(uuid) RENAME TO dashboards_counted_without_models;

CREATE FUNCTION dashboards_counted(of_vendor uuid) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
WITH models AS (
    SELECT family, COALESCE(e.inherent, 0) AS weight,
           CASE WHEN t.rights::text[] && dashboards_production_rights()
                THEN COALESCE(e.inherent, 0) ELSE 0 END AS heavy
      FROM inventory_tool t JOIN vendors_engagement e ON e.id = t.engagement_id
     CROSS JOIN LATERAL unnest(t.families) family
     WHERE t.vendor_id = of_vendor AND NOT t.put_away
), counts AS (
    SELECT 'model ' || family AS key, 1 AS number, sum(weight) AS weight, sum(heavy) AS heavy
      FROM models GROUP BY family
)
SELECT dashboards_counted_without_models(of_vendor)
       || COALESCE(jsonb_object_agg(key, jsonb_build_array(number, weight, heavy)), '{}')
  FROM counts
$$;
"""
WITHOUT = """
DROP FUNCTION dashboards_counted(uuid);
ALTER FUNCTION dashboards_counted_without_models(uuid) RENAME TO dashboards_counted;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dashboards", "0001_initial"),
        ("inventory", "0011_families"),
    ]

    operations = [migrations.RunSQL(COUNTED, WITHOUT)]
