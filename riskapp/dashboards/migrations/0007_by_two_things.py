"""Totals also of work that is narrowed by two things.

What a vendor counts for is kept once, and beside it the scopes that narrow to all of it: its owner and
its labels, each and both; of its tiers what each counts for, where it is not all. A key that changes is
written to all of its scopes, and nothing is compared for each of them.
"""

from django.db import migrations

SCOPED = """
-- {"of": ["owner 5", "label a"], "both": ["label a⟨U+001F⟩owner 5"], "tiers": {"high": {"kind key": …}}}; null
-- for a tier that is all there is.
CREATE OR REPLACE FUNCTION dashboards_scoped(of_vendor uuid, counted jsonb) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
WITH facts AS (
    SELECT ARRAY(SELECT 'owner ' || owner_id WHERE owner_id IS NOT NULL) AS owners,
           ARRAY(SELECT DISTINCT 'label ' || x FROM unnest(labels) x ORDER BY 1) AS labels
      FROM vendors_vendor WHERE id = of_vendor
), tiers AS (
    SELECT tier, count(*) OVER () = 1 AS is_all FROM vendors_engagement
     WHERE vendor_id = of_vendor AND NOT put_away GROUP BY tier
)
SELECT jsonb_build_object(
    'of', to_jsonb(owners || labels),
    'both', to_jsonb(ARRAY(
        SELECT label || E'\\x1f' || owner FROM unnest(labels) label, unnest(owners) owner)),
    'tiers', COALESCE((
        SELECT jsonb_object_agg(
                   tier, CASE WHEN NOT is_all THEN dashboards_counted(of_vendor, tier) END)
          FROM tiers WHERE tier <> ''), '{}'))
  FROM facts
$$;

-- All of it ('') and each tier, with the scopes that narrow to it: "" is all work.
CREATE FUNCTION dashboards_groups(counted jsonb, scoped jsonb)
RETURNS TABLE (tier text, scopes text[], parts jsonb) LANGUAGE sql IMMUTABLE AS $$
SELECT '', ARRAY['']
           || ARRAY(SELECT jsonb_array_elements_text(scoped->'of'))
           || ARRAY(SELECT jsonb_array_elements_text(scoped->'both')), counted
UNION ALL
SELECT t.key, ARRAY['tier ' || t.key] || ARRAY(
           SELECT x || E'\\x1ftier ' || t.key FROM jsonb_array_elements_text(scoped->'of') x),
       CASE WHEN t.value = 'null' THEN counted ELSE t.value END
  FROM jsonb_each(scoped->'tiers') t
$$;
"""
# The parts of these totals become one, as far as nobody else is at them: nobody waits for anybody.
FOLD = """
CREATE FUNCTION dashboards_fold_scopes(of_organisation uuid, of_scopes text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
WITH many AS MATERIALIZED (
    SELECT scope, kind, key FROM dashboards_scopedtotal
     WHERE organisation_id = of_organisation AND scope = ANY (of_scopes)
     GROUP BY scope, kind, key HAVING count(*) > 1
), parts AS MATERIALIZED (
    SELECT t.id FROM many JOIN dashboards_scopedtotal t
        ON t.organisation_id = of_organisation AND t.scope = many.scope AND t.kind = many.kind
       AND t.key = many.key
       FOR UPDATE OF t SKIP LOCKED
), gone AS (
    DELETE FROM dashboards_scopedtotal t WHERE t.id = ANY (ARRAY(SELECT id FROM parts))
    RETURNING t.*
)
INSERT INTO dashboards_scopedtotal (organisation_id, scope, kind, key, number, weight, heavy)
    SELECT organisation_id, scope, kind, key, sum(number), sum(weight), sum(heavy) FROM gone
     GROUP BY organisation_id, scope, kind, key
    HAVING sum(number) <> 0 OR sum(weight) <> 0 OR sum(heavy) <> 0
$$;
"""
RECOUNT = """
CREATE OR REPLACE FUNCTION dashboards_recount(vendors uuid[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    each_once uuid[] := ARRAY(SELECT DISTINCT x FROM unnest(vendors) x ORDER BY x);
    ours uuid[];
    in_all bigint;
    in_scopes bigint;
    touched text[];
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
    ), groups AS MATERIALIZED (
        SELECT c.organisation_id, g.*,
               ARRAY(SELECT unnest(scopes_now) EXCEPT SELECT unnest(scopes_before)) AS scopes_new,
               ARRAY(SELECT unnest(scopes_before) EXCEPT SELECT unnest(scopes_now)) AS scopes_gone
          FROM changed c CROSS JOIN LATERAL (
               SELECT COALESCE(b.parts, '{}') AS before, COALESCE(n.parts, '{}') AS now,
                      b.scopes AS scopes_before, n.scopes AS scopes_now
                 FROM dashboards_groups(c.before, c.scoped_before) b
                 FULL JOIN dashboards_groups(c.now, c.scoped_now) n USING (tier)) g
    ), parts AS MATERIALIZED (
        SELECT g.organisation_id, s.scope, p.key, (p.value->>0)::bigint AS number,
               (p.value->>1)::numeric AS weight, (p.value->>2)::numeric AS heavy
          FROM groups g CROSS JOIN LATERAL jsonb_each(g.now) p
         CROSS JOIN LATERAL unnest(
               CASE WHEN g.before->p.key IS DISTINCT FROM p.value THEN g.scopes_now
                    ELSE g.scopes_new END) s(scope)
        UNION ALL
        SELECT g.organisation_id, s.scope, p.key, -(p.value->>0)::bigint, -(p.value->>1)::numeric,
               -(p.value->>2)::numeric
          FROM groups g CROSS JOIN LATERAL jsonb_each(g.before) p
         CROSS JOIN LATERAL unnest(
               CASE WHEN g.now->p.key IS DISTINCT FROM p.value THEN g.scopes_before
                    ELSE g.scopes_gone END) s(scope)
    ), sums AS MATERIALIZED (
        SELECT organisation_id, scope, split_part(key, ' ', 1) AS kind,
               substr(key, strpos(key, ' ') + 1) AS key, number, weight, heavy
          FROM (SELECT organisation_id, scope, key, sum(number) AS number, sum(weight) AS weight,
                       sum(heavy) AS heavy
                  FROM parts GROUP BY organisation_id, scope, key) summed
         WHERE number <> 0 OR weight <> 0 OR heavy <> 0
    ), written AS (
        INSERT INTO dashboards_worktotal (organisation_id, kind, key, number, weight, heavy)
            SELECT organisation_id, kind, key, number, weight, heavy FROM sums WHERE scope = ''
            RETURNING 1
    ), written_in_scopes AS (
        INSERT INTO dashboards_scopedtotal
                (organisation_id, scope, kind, key, number, weight, heavy)
            SELECT * FROM sums WHERE scope <> ''
            RETURNING scope
    )
    SELECT ARRAY(SELECT DISTINCT organisation_id FROM changed),
           (SELECT count(*) FROM written), (SELECT count(*) FROM written_in_scopes),
           ARRAY(SELECT DISTINCT scope FROM written_in_scopes)
      INTO ours, in_all, in_scopes, touched;
    IF random() < in_all / 2000.0 THEN
        PERFORM dashboards_fold(one) FROM unnest(ours) one;
    END IF;
    IF random() < in_scopes / 10000.0 THEN
        PERFORM dashboards_fold_scopes(one, touched) FROM unnest(ours) one;
    END IF;
    PERFORM dashboards_keep_periods(each_once);
    PERFORM dashboards_keep_to_decide(each_once);
    PERFORM desk_keep_waiting(each_once);
END $$;

CREATE OR REPLACE FUNCTION dashboards_forget_vendors() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    gone uuid[] := ARRAY(SELECT c.id FROM changed c);
BEGIN
    WITH tallies AS (
        DELETE FROM dashboards_vendortally t WHERE t.vendor_id = ANY (gone) RETURNING t.*
    ), sums AS MATERIALIZED (
        SELECT t.organisation_id, s.scope, split_part(p.key, ' ', 1) AS kind,
               substr(p.key, strpos(p.key, ' ') + 1) AS key, -sum((p.value->>0)::bigint) AS number,
               -sum((p.value->>1)::numeric) AS weight, -sum((p.value->>2)::numeric) AS heavy
          FROM tallies t CROSS JOIN LATERAL dashboards_groups(t.counted, COALESCE(t.scoped, '{}')) g
         CROSS JOIN LATERAL unnest(g.scopes) s(scope)
         CROSS JOIN LATERAL jsonb_each(g.parts) p
         GROUP BY t.organisation_id, s.scope, p.key
    ), in_scopes AS (
        INSERT INTO dashboards_scopedtotal
                (organisation_id, scope, kind, key, number, weight, heavy)
            SELECT * FROM sums WHERE scope <> ''
    )
    INSERT INTO dashboards_worktotal (organisation_id, kind, key, number, weight, heavy)
        SELECT organisation_id, kind, key, number, weight, heavy FROM sums WHERE scope = '';
    DELETE FROM dashboards_ratingperiod p WHERE p.vendor_id = ANY (gone);
    DELETE FROM dashboards_tobedecided t WHERE t.vendor_id = ANY (gone);
    DELETE FROM desk_waitingthing t WHERE t.vendor_id = ANY (gone);
    RETURN NULL;
END $$;
"""
FILL = """
UPDATE dashboards_vendortally SET scoped = dashboards_scoped(vendor_id, counted);
DELETE FROM dashboards_scopedtotal;
INSERT INTO dashboards_scopedtotal (organisation_id, scope, kind, key, number, weight, heavy)
    SELECT t.organisation_id, s.scope, split_part(p.key, ' ', 1),
           substr(p.key, strpos(p.key, ' ') + 1), sum((p.value->>0)::bigint),
           sum((p.value->>1)::numeric), sum((p.value->>2)::numeric)
      FROM dashboards_vendortally t CROSS JOIN LATERAL dashboards_groups(t.counted, t.scoped) g
     CROSS JOIN LATERAL unnest(g.scopes) s(scope)
     CROSS JOIN LATERAL jsonb_each(g.parts) p
     WHERE s.scope <> '' GROUP BY t.organisation_id, s.scope, p.key;
"""


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0006_opened_once")]

    operations = [migrations.RunSQL(SCOPED + FOLD + RECOUNT + FILL, migrations.RunSQL.noop)]
