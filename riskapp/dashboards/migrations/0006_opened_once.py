"""What a vendor counted for before is opened once, and each scope of it is taken out once: for each
key that is compared with, all of it was taken out of its compression, and the scope out of that."""

from importlib import import_module

from django.db import migrations

RECOUNT = """
CREATE OR REPLACE FUNCTION dashboards_recount(vendors uuid[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    each_once uuid[] := ARRAY(SELECT DISTINCT x FROM unnest(vendors) x ORDER BY x);
    ours uuid[];
    in_all bigint;
    in_scopes bigint;
BEGIN
    INSERT INTO dashboards_vendortally (vendor_id, organisation_id, counted)
        SELECT v.id, v.organisation_id, '{}' FROM vendors_vendor v WHERE v.id = ANY (each_once)
        ON CONFLICT DO NOTHING;
    PERFORM FROM dashboards_vendortally t WHERE t.vendor_id = ANY (each_once)
        ORDER BY t.vendor_id FOR UPDATE;

    -- With nothing added to it, what is stored is taken out of its compression once, not for each key.
    WITH counted AS MATERIALIZED (
        SELECT t.vendor_id, t.organisation_id, t.counted || '{}' AS before,
               dashboards_counted(t.vendor_id) AS now, COALESCE(t.scoped, '{}') || '{}' AS scoped_before
          FROM dashboards_vendortally t WHERE t.vendor_id = ANY (each_once)
    ), scoped AS MATERIALIZED (
        SELECT *, dashboards_scoped(vendor_id, now) AS scoped_now FROM counted
    ), changed AS MATERIALIZED (
        SELECT * FROM scoped WHERE before <> now OR scoped_before <> scoped_now
    ), kept AS (
        UPDATE dashboards_vendortally t SET counted = c.now, scoped = c.scoped_now
          FROM changed c WHERE t.vendor_id = c.vendor_id
    ), parts AS (
        SELECT c.organisation_id, p.key, (p.value->>0)::bigint AS number,
               (p.value->>1)::numeric AS weight, (p.value->>2)::numeric AS heavy
          FROM changed c CROSS JOIN LATERAL jsonb_each(c.now) p
         WHERE c.before->p.key IS DISTINCT FROM p.value
        UNION ALL
        SELECT c.organisation_id, p.key, -(p.value->>0)::bigint, -(p.value->>1)::numeric,
               -(p.value->>2)::numeric
          FROM changed c CROSS JOIN LATERAL jsonb_each(c.before) p
         WHERE c.now->p.key IS DISTINCT FROM p.value
    ), scoped_parts AS (
        SELECT c.organisation_id, s.key AS scope, p.key, (p.value->>0)::bigint AS number,
               (p.value->>1)::numeric AS weight, (p.value->>2)::numeric AS heavy
          FROM changed c CROSS JOIN LATERAL jsonb_each(c.scoped_now) s
         CROSS JOIN LATERAL (SELECT c.scoped_before->s.key AS was OFFSET 0) w
         CROSS JOIN LATERAL jsonb_each(s.value) p
         WHERE w.was->p.key IS DISTINCT FROM p.value
        UNION ALL
        SELECT c.organisation_id, s.key, p.key, -(p.value->>0)::bigint, -(p.value->>1)::numeric,
               -(p.value->>2)::numeric
          FROM changed c CROSS JOIN LATERAL jsonb_each(c.scoped_before) s
         CROSS JOIN LATERAL (SELECT c.scoped_now->s.key AS now OFFSET 0) w
         CROSS JOIN LATERAL jsonb_each(s.value) p
         WHERE w.now->p.key IS DISTINCT FROM p.value
    ), written AS (
        INSERT INTO dashboards_worktotal (organisation_id, kind, key, number, weight, heavy)
            SELECT organisation_id, split_part(key, ' ', 1), substr(key, strpos(key, ' ') + 1),
                   sum(number), sum(weight), sum(heavy)
              FROM parts GROUP BY organisation_id, key
            HAVING sum(number) <> 0 OR sum(weight) <> 0 OR sum(heavy) <> 0
            RETURNING 1
    ), written_in_scopes AS (
        INSERT INTO dashboards_scopedtotal
                (organisation_id, scope, kind, key, number, weight, heavy)
            SELECT organisation_id, scope, split_part(key, ' ', 1),
                   substr(key, strpos(key, ' ') + 1), sum(number), sum(weight), sum(heavy)
              FROM scoped_parts GROUP BY organisation_id, scope, key
            HAVING sum(number) <> 0 OR sum(weight) <> 0 OR sum(heavy) <> 0
            RETURNING 1
    )
    SELECT ARRAY(SELECT DISTINCT organisation_id FROM changed),
           (SELECT count(*) FROM written), (SELECT count(*) FROM written_in_scopes)
      INTO ours, in_all, in_scopes;
    IF random() < in_all / 2000.0 THEN
        PERFORM dashboards_fold(one) FROM unnest(ours) one;
    END IF;
    IF random() < in_scopes / 10000.0 THEN
        PERFORM dashboards_fold_scoped(one) FROM unnest(ours) one;
    END IF;
    PERFORM dashboards_keep_periods(each_once);
    PERFORM dashboards_keep_to_decide(each_once);
    PERFORM desk_keep_waiting(each_once);
END $$;
"""
scoped_totals = import_module("riskapp.dashboards.migrations.0004_scoped_totals")
BEFORE = scoped_totals.RECOUNT.partition("CREATE OR REPLACE FUNCTION dashboards_forget_vendors")[0]


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0005_settled_once")]

    operations = [migrations.RunSQL(RECOUNT, BEFORE)]
