from django.db import migrations, models
import django.db.models.deletion

# What a vendor counts for, in all or in its work of one tier.
COUNTED = """
CREATE FUNCTION dashboards_counted(of_vendor uuid, only_tier text) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
WITH work AS MATERIALIZED (
    SELECT e.id, e.tier, e.rating, e.contract_ends_on, s.id AS standing,
           COALESCE(s.has_little_evidence, false) AS is_weak, s.lifted_to, s.holding, s.unmet,
           s.law_counts, a.decision_id, a.review_completed_at, d.valid_until
      FROM vendors_engagement e
      LEFT JOIN assessments_engagementstanding s ON s.engagement_id = e.id
      LEFT JOIN assessments_assessment a ON a.id = s.assessment_id
      LEFT JOIN decisions_decision d ON d.id = a.decision_id
     WHERE e.vendor_id = of_vendor AND NOT e.put_away
       AND (only_tier IS NULL OR e.tier = only_tier)
), tools AS MATERIALIZED (
    SELECT t.provider, t.product, t.families, t.places, t.changed_on, t.changed_as, t.lifetime, t.lifetime_as,
           COALESCE(e.inherent, 0) AS weight,
           CASE WHEN t.rights::text[] && dashboards_production_rights()
                THEN COALESCE(e.inherent, 0) ELSE 0 END AS heavy
      FROM inventory_tool t JOIN vendors_engagement e ON e.id = t.engagement_id
     WHERE t.vendor_id = of_vendor AND NOT t.put_away
       AND (only_tier IS NULL OR e.tier = only_tier)
), counts AS (
    SELECT 'cell ' || tier || '|' || rating || '|' || is_weak::int AS key, count(*) AS number,
           0.0 AS weight, 0.0 AS heavy
      FROM work GROUP BY 1
    UNION ALL
    SELECT 'critical ' || COALESCE(valid_until::text, ''), count(*), 0, 0 FROM work
     WHERE rating = 'critical' AND standing IS NOT NULL
       AND (decision_id IS NULL OR valid_until IS NOT NULL) GROUP BY 1
    UNION ALL
    SELECT 'to_review ', count(*), 0, 0 FROM work
     WHERE standing IS NOT NULL AND decision_id IS NULL AND review_completed_at IS NULL
    HAVING count(*) > 0
    UNION ALL
    SELECT 'holding ' || code || '|' || tier || '|'
           || CASE WHEN cardinality(holding) = 1 AND lifted_to <> rating THEN lifted_to ELSE '' END,
           count(*), 0, 0 FROM work CROSS JOIN LATERAL unnest(holding) code GROUP BY 1
    UNION ALL
    SELECT 'law ' || law.key || '|' || status.key, sum(status.value::int), 0, 0
      FROM work CROSS JOIN LATERAL jsonb_each(law_counts) law
     CROSS JOIN LATERAL jsonb_each_text(law.value) status GROUP BY 1
    UNION ALL
    SELECT 'unmet ' || code, count(*), 0, 0
      FROM work CROSS JOIN LATERAL unnest(unmet) code GROUP BY 1
    UNION ALL
    SELECT 'decision ' || valid_until, count(*), 0, 0 FROM work
     WHERE valid_until IS NOT NULL GROUP BY 1
    UNION ALL
    SELECT 'contract ' || contract_ends_on, count(*), 0, 0 FROM work
     WHERE contract_ends_on IS NOT NULL GROUP BY 1
    UNION ALL
    SELECT 'acceptance ' || f.accepted_until, count(*), 0, 0
      FROM vendors_engagement e
      JOIN assessments_assessment a ON a.engagement_id = e.id
      JOIN findings_finding f ON f.assessment_id = a.id
     WHERE e.vendor_id = of_vendor AND f.state = 'accepted' AND NOT f.put_away
       AND f.accepted_until IS NOT NULL AND (only_tier IS NULL OR e.tier = only_tier)
     GROUP BY 1
    UNION ALL
    SELECT 'credential ' || (changed_on + make_interval(hours => lifetime::int))::date,
           count(*), 0, 0 FROM tools
     WHERE changed_as = 'value' AND lifetime_as = 'value' AND lifetime < 1000000
       AND changed_on IS NOT NULL GROUP BY 1
    UNION ALL
    SELECT 'provider ' || provider, 1, sum(weight), sum(heavy) FROM tools
     WHERE provider <> '' GROUP BY provider
    UNION ALL
    SELECT 'product ' || product, 1, sum(weight), sum(heavy) FROM tools
     WHERE product <> '' GROUP BY product
    UNION ALL
    SELECT 'model ' || family, 1, sum(weight), sum(heavy)
      FROM tools CROSS JOIN LATERAL unnest(families) family GROUP BY family
    UNION ALL
    SELECT 'places ' || array_to_string(places, ','), count(*), 0, 0 FROM tools GROUP BY 1
    UNION ALL
    SELECT 'owner ' || owner_id, 1, 0, 0 FROM vendors_vendor
     WHERE id = of_vendor AND owner_id IS NOT NULL AND only_tier IS NULL
    UNION ALL
    SELECT DISTINCT 'label ' || unnest(labels), 1, 0, 0 FROM vendors_vendor
     WHERE id = of_vendor AND only_tier IS NULL
)
SELECT COALESCE(jsonb_object_agg(key, jsonb_build_array(number, weight, heavy)), '{}') FROM counts
$$;

CREATE OR REPLACE FUNCTION dashboards_counted(of_vendor uuid) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
    SELECT dashboards_counted(of_vendor, NULL)
$$;
DROP FUNCTION dashboards_counted_without_models(uuid);

-- The same for each thing that work is narrowed by: {"scope": {"kind key": [number, weight, heavy]}}.
-- Owner and labels are those of the vendor, and so narrow to all it counts for, or to nothing.
CREATE FUNCTION dashboards_scoped(of_vendor uuid, counted jsonb) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
WITH tiers AS (
    SELECT tier, count(*) OVER () = 1 AS is_all FROM vendors_engagement
     WHERE vendor_id = of_vendor AND NOT put_away GROUP BY tier
), scopes AS (
    SELECT 'owner ' || owner_id AS scope, counted AS parts FROM vendors_vendor
     WHERE id = of_vendor AND owner_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'label ' || unnest(labels), counted FROM vendors_vendor WHERE id = of_vendor
    UNION ALL
    SELECT 'tier ' || tier,
           CASE WHEN is_all THEN counted ELSE dashboards_counted(of_vendor, tier) END
      FROM tiers WHERE tier <> ''
)
SELECT COALESCE(jsonb_object_agg(scope, parts), '{}') FROM scopes
$$;
"""
# The parts of a total become one, as far as nobody else is at them: nobody waits for anybody.
FOLD = """
CREATE FUNCTION dashboards_fold(of_organisation uuid) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
WITH many AS MATERIALIZED (
    SELECT kind, key FROM dashboards_worktotal WHERE organisation_id = of_organisation
     GROUP BY kind, key HAVING count(*) > 1
), parts AS MATERIALIZED (
    SELECT t.id FROM many JOIN dashboards_worktotal t
        ON t.organisation_id = of_organisation AND t.kind = many.kind AND t.key = many.key
       FOR UPDATE OF t SKIP LOCKED
), gone AS (
    DELETE FROM dashboards_worktotal t WHERE t.id = ANY (ARRAY(SELECT id FROM parts)) RETURNING t.*
)
INSERT INTO dashboards_worktotal (organisation_id, kind, key, number, weight, heavy)
    SELECT organisation_id, kind, key, sum(number), sum(weight), sum(heavy) FROM gone
     GROUP BY organisation_id, kind, key
    HAVING sum(number) <> 0 OR sum(weight) <> 0 OR sum(heavy) <> 0
$$;
CREATE FUNCTION dashboards_fold_scoped(of_organisation uuid) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
WITH many AS MATERIALIZED (
    SELECT scope, kind, key FROM dashboards_scopedtotal WHERE organisation_id = of_organisation
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
# As before, and in each scope. Of every so many parts that are written, one transaction in passing
# puts those of its organisation together, so that a page never reads many, whoever wrote them.
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

    WITH counted AS MATERIALIZED (
        SELECT t.vendor_id, t.organisation_id, t.counted AS before,
               dashboards_counted(t.vendor_id) AS now, COALESCE(t.scoped, '{}') AS scoped_before
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
         CROSS JOIN LATERAL jsonb_each(s.value) p
         WHERE c.scoped_before->s.key->p.key IS DISTINCT FROM p.value
        UNION ALL
        SELECT c.organisation_id, s.key, p.key, -(p.value->>0)::bigint, -(p.value->>1)::numeric,
               -(p.value->>2)::numeric
          FROM changed c CROSS JOIN LATERAL jsonb_each(c.scoped_before) s
         CROSS JOIN LATERAL jsonb_each(s.value) p
         WHERE c.scoped_now->s.key->p.key IS DISTINCT FROM p.value
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

CREATE OR REPLACE FUNCTION dashboards_forget_vendors() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    gone uuid[] := ARRAY(SELECT c.id FROM changed c);
BEGIN
    WITH tallies AS (
        DELETE FROM dashboards_vendortally t WHERE t.vendor_id = ANY (gone) RETURNING t.*
    ), in_scopes AS (
        INSERT INTO dashboards_scopedtotal
                (organisation_id, scope, kind, key, number, weight, heavy)
            SELECT t.organisation_id, s.key, split_part(p.key, ' ', 1),
                   substr(p.key, strpos(p.key, ' ') + 1), -sum((p.value->>0)::bigint),
                   -sum((p.value->>1)::numeric), -sum((p.value->>2)::numeric)
              FROM tallies t CROSS JOIN LATERAL jsonb_each(t.scoped) s
             CROSS JOIN LATERAL jsonb_each(s.value) p
             GROUP BY t.organisation_id, s.key, p.key
    )
    INSERT INTO dashboards_worktotal (organisation_id, kind, key, number, weight, heavy)
        SELECT t.organisation_id, split_part(p.key, ' ', 1),
               substr(p.key, strpos(p.key, ' ') + 1), -sum((p.value->>0)::bigint),
               -sum((p.value->>1)::numeric), -sum((p.value->>2)::numeric)
          FROM tallies t CROSS JOIN LATERAL jsonb_each(t.counted) p
         GROUP BY t.organisation_id, p.key;
    DELETE FROM dashboards_ratingperiod p WHERE p.vendor_id = ANY (gone);
    DELETE FROM dashboards_tobedecided t WHERE t.vendor_id = ANY (gone);
    DELETE FROM desk_waitingthing t WHERE t.vendor_id = ANY (gone);
    RETURN NULL;
END $$;
"""
FILL = "SELECT dashboards_recount(array_agg(id)) FROM vendors_vendor HAVING count(*) > 0;"


class Migration(migrations.Migration):
    dependencies = [
        ('accounts', '0002_mail_texts'),
        ('dashboards', '0003_what_waits'),
    ]

    operations = [
        migrations.AddField(
            model_name='vendortally',
            name='scoped',
            field=models.JSONField(null=True),
        ),
        migrations.CreateModel(
            name='ScopedTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.TextField()),
                ('kind', models.CharField(max_length=10)),
                ('key', models.TextField(blank=True)),
                ('number', models.BigIntegerField()),
                ('weight', models.DecimalField(db_default=0, decimal_places=1, default=0, max_digits=14)),
                ('heavy', models.DecimalField(db_default=0, decimal_places=1, default=0, max_digits=14)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'scope', 'kind', 'key'], include=('number', 'weight', 'heavy'), name='scoped_totals')],
            },
        ),
        migrations.RunSQL(COUNTED + FOLD + RECOUNT + FILL, migrations.RunSQL.noop),
    ]
