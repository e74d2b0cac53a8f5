"""What findings come to is added to: new ones add themselves to their totals, and where only gains
are others, the difference is added. Findings are read again only where one is in another place or
state, or somebody else's.

A total is locked before anything is added to it, as when it is counted anew. Both sides of a
statement are taken together in one pass, not joined: plans are made once, perhaps for one finding.

Rank and gain move with each score, and stand in no index: with room on its page a finding is
written anew without a line in each of its indexes.
"""

from importlib import import_module

from django.db import migrations

LOCKED = """
CREATE FUNCTION findings_lock_totals(assessments uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    each_once uuid[] := ARRAY(SELECT DISTINCT x FROM unnest(assessments) x ORDER BY x);
BEGIN
    INSERT INTO findings_findingtotal
            (assessment_id, organisation_id, put_away, to_do, done, accepted)
        SELECT a.id, a.organisation_id, a.put_away, 0, 0, 0
          FROM unnest(each_once) x
         CROSS JOIN LATERAL (
             SELECT * FROM assessments_assessment a WHERE a.id = x OFFSET 0) a
         WHERE (SELECT count(*) FROM findings_findingtotal t WHERE t.assessment_id = x) = 0
        ON CONFLICT DO NOTHING;
    PERFORM FROM findings_findingtotal t WHERE t.assessment_id = ANY(each_once)
        ORDER BY t.assessment_id FOR UPDATE;
END $$;
"""
ADD = """
CREATE FUNCTION findings_add_to_totals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    assessments uuid[];
    put_away_since uuid[];
BEGIN
    SELECT array_agg(n.id) INTO put_away_since FROM new_rows n
     WHERE NOT n.put_away AND (
         SELECT a.put_away FROM assessments_assessment a WHERE a.id = n.assessment_id);
    IF put_away_since IS NOT NULL THEN
        UPDATE findings_finding SET put_away = true WHERE id = ANY(put_away_since);
    END IF;
    SELECT array_agg(DISTINCT n.assessment_id) INTO assessments FROM new_rows n;
    IF assessments IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM findings_lock_totals(assessments);
    INSERT INTO findings_themetotal AS kept
            (assessment_id, theme, organisation_id, vendor_id, put_away, kinds, number, worst,
             gain, raised_at, to_do, worst_to_do, gain_to_do, due_on, raised_to_do, owner_ids,
             owner_ids_to_do)
        SELECT a.id, c.theme, a.organisation_id,
               (SELECT e.vendor_id FROM vendors_engagement e WHERE e.id = a.engagement_id),
               a.put_away, c.kinds, c.number, c.worst, c.gain, c.raised_at, c.to_do,
               c.worst_to_do, c.gain_to_do, c.due_on, c.raised_to_do, c.owner_ids,
               c.owner_ids_to_do
          FROM (
              SELECT f.assessment_id, f.theme,
                     bit_or(1::bigint << (4 * f.state_at + f.worst)) AS kinds,
                     count(*) AS number, min(f.worst) AS worst, sum(f.gain) AS gain,
                     max(f.raised_at) AS raised_at,
                     count(*) FILTER (WHERE f.is_to_do) AS to_do,
                     min(f.worst) FILTER (WHERE f.is_to_do) AS worst_to_do,
                     sum(f.gain) FILTER (WHERE f.is_to_do) AS gain_to_do,
                     min(f.due_on) FILTER (WHERE f.is_to_do) AS due_on,
                     max(f.raised_at) FILTER (WHERE f.is_to_do) AS raised_to_do,
                     array_agg(DISTINCT coalesce(f.owner_id, 0)) AS owner_ids,
                     coalesce(array_agg(DISTINCT coalesce(f.owner_id, 0))
                         FILTER (WHERE f.is_to_do), '{}') AS owner_ids_to_do
                FROM (
                    SELECT n.assessment_id, n.theme, n.gain, n.raised_at, n.due_on, n.owner_id,
                           n.state IN ('open', 'planned', 'done') AS is_to_do,
                           array_position(ARRAY['critical', 'high', 'moderate', 'low'],
                                          n.severity::text) - 1 AS worst,
                           array_position(ARRAY['open', 'planned', 'done', 'verified',
                                                'resolved', 'accepted', 'merged', 'dismissed'],
                                          n.state::text) - 1 AS state_at
                      FROM new_rows n
                ) f
               GROUP BY f.assessment_id, f.theme
          ) c
         CROSS JOIN LATERAL (
             SELECT * FROM assessments_assessment a WHERE a.id = c.assessment_id OFFSET 0) a
         ORDER BY c.assessment_id, c.theme
        ON CONFLICT (assessment_id, theme) DO UPDATE
           SET kinds = kept.kinds | excluded.kinds,
               number = kept.number + excluded.number,
               worst = least(kept.worst, excluded.worst),
               gain = kept.gain + excluded.gain,
               raised_at = greatest(kept.raised_at, excluded.raised_at),
               to_do = kept.to_do + excluded.to_do,
               worst_to_do = least(kept.worst_to_do, excluded.worst_to_do),
               gain_to_do = coalesce(kept.gain_to_do + excluded.gain_to_do,
                                     kept.gain_to_do, excluded.gain_to_do),
               due_on = least(kept.due_on, excluded.due_on),
               raised_to_do = greatest(kept.raised_to_do, excluded.raised_to_do),
               owner_ids = CASE WHEN kept.owner_ids @> excluded.owner_ids THEN kept.owner_ids
                   ELSE ARRAY(SELECT DISTINCT x FROM unnest(kept.owner_ids
                                  || excluded.owner_ids) x ORDER BY x) END,
               owner_ids_to_do = CASE WHEN kept.owner_ids_to_do @> excluded.owner_ids_to_do
                   THEN kept.owner_ids_to_do
                   ELSE ARRAY(SELECT DISTINCT x FROM unnest(kept.owner_ids_to_do
                                  || excluded.owner_ids_to_do) x ORDER BY x) END;
    UPDATE findings_findingtotal t
       SET to_do = t.to_do + c.to_do, done = t.done + c.done,
           accepted = t.accepted + c.accepted, number = t.number + c.number,
           themes = k.themes, themes_to_do = k.themes_to_do, analyst_id = a.analyst_id,
           tier = e.tier, vendor_owner_id = v.owner_id, labels = v.labels
      FROM (
          SELECT n.assessment_id,
                 count(*) FILTER (WHERE n.state IN ('open', 'planned', 'done')) AS to_do,
                 count(*) FILTER (WHERE n.state = 'done') AS done,
                 count(*) FILTER (WHERE n.state = 'accepted') AS accepted,
                 count(*) AS number
            FROM new_rows n GROUP BY n.assessment_id
      ) c
     CROSS JOIN LATERAL (
         SELECT * FROM assessments_assessment a WHERE a.id = c.assessment_id OFFSET 0) a
     CROSS JOIN LATERAL (
         SELECT * FROM vendors_engagement e WHERE e.id = a.engagement_id OFFSET 0) e
     CROSS JOIN LATERAL (
         SELECT * FROM vendors_vendor v WHERE v.id = e.vendor_id OFFSET 0) v
     CROSS JOIN LATERAL (
         SELECT count(*) AS themes, count(*) FILTER (WHERE k.to_do > 0) AS themes_to_do
           FROM findings_themetotal k WHERE k.assessment_id = c.assessment_id) k
     WHERE t.assessment_id = c.assessment_id;
    RETURN NULL;
END $$;

DROP TRIGGER new_findings_keep_totals ON findings_finding;
CREATE TRIGGER new_findings_keep_totals AFTER INSERT ON findings_finding
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION findings_add_to_totals();
"""
KEEP = """
CREATE OR REPLACE FUNCTION findings_keep_totals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    assessments uuid[];
    themes text[];
    of_gain uuid[];
    themes_of_gain text[];
    gains numeric[];
    gains_to_do numeric[];
    restated uuid[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT array_agg(p.assessment_id), array_agg(p.theme) INTO assessments, themes
          FROM (SELECT DISTINCT o.assessment_id, o.theme FROM old_rows o) p;
        IF assessments IS NOT NULL THEN
            PERFORM findings_count_anew(assessments, themes);
        END IF;
        RETURN NULL;
    END IF;

    -- Pairs of which a finding came, went or is another, and pairs of which only gains are others.
    SELECT array_agg(p.assessment_id) FILTER (WHERE p.is_other),
           array_agg(p.theme) FILTER (WHERE p.is_other),
           array_agg(p.assessment_id) FILTER (WHERE p.is_gain),
           array_agg(p.theme) FILTER (WHERE p.is_gain),
           array_agg(p.gain) FILTER (WHERE p.is_gain),
           array_agg(p.gain_to_do) FILTER (WHERE p.is_gain)
      INTO assessments, themes, of_gain, themes_of_gain, gains, gains_to_do
      FROM (
          SELECT x.assessment_id, x.theme, bool_or(x.is_other) AS is_other,
                 NOT bool_or(x.is_other) AND bool_or(x.gain <> 0) AS is_gain,
                 sum(x.gain) AS gain,
                 sum(x.gain) FILTER (WHERE x.state IN ('open', 'planned', 'done')) AS gain_to_do
            FROM (
                SELECT b.assessment_id, b.theme, b.state, count(*) = 1 AS is_other,
                       sum(b.gain) AS gain
                  FROM (
                      SELECT n.id, n.assessment_id, n.theme, n.state, n.severity, n.due_on,
                             n.raised_at, n.owner_id, n.gain FROM new_rows n
                      UNION ALL
                      SELECT o.id, o.assessment_id, o.theme, o.state, o.severity, o.due_on,
                             o.raised_at, o.owner_id, -o.gain FROM old_rows o) b
                 GROUP BY b.id, b.assessment_id, b.theme, b.state, b.severity, b.due_on,
                          b.raised_at, b.owner_id) x
           GROUP BY x.assessment_id, x.theme) p
     WHERE p.is_other OR p.is_gain;
    IF assessments IS NULL AND of_gain IS NULL THEN
        RETURN NULL;
    END IF;
    IF of_gain IS NOT NULL THEN
        PERFORM findings_lock_totals(assessments || of_gain);
    END IF;
    IF assessments IS NOT NULL THEN
        -- Where none is in another place or state, no number of findings is another.
        SELECT array_agg(DISTINCT x.assessment_id) INTO restated FROM (
            SELECT b.assessment_id FROM (
                SELECT n.id, n.assessment_id, n.theme, n.state FROM new_rows n
                 WHERE n.assessment_id = ANY (assessments)
                UNION ALL
                SELECT o.id, o.assessment_id, o.theme, o.state FROM old_rows o
                 WHERE o.assessment_id = ANY (assessments)) b
             GROUP BY b.id, b.assessment_id, b.theme, b.state HAVING count(*) = 1) x;
        PERFORM findings_count_changed(assessments, themes, restated);
    END IF;
    IF of_gain IS NOT NULL THEN
        UPDATE findings_themetotal t
           SET gain = t.gain + c.gain, gain_to_do = t.gain_to_do + coalesce(c.gain_to_do, 0)
          FROM unnest(of_gain, themes_of_gain, gains, gains_to_do)
                   c(assessment, theme, gain, gain_to_do)
         WHERE t.assessment_id = c.assessment AND t.theme = c.theme
           AND (c.gain <> 0 OR c.gain_to_do <> 0);
    END IF;
    RETURN NULL;
END $$;
"""
ROOM = "ALTER TABLE findings_finding SET (fillfactor = 60);"
UNDO = """
ALTER TABLE findings_finding RESET (fillfactor);
DROP TRIGGER new_findings_keep_totals ON findings_finding;
CREATE TRIGGER new_findings_keep_totals AFTER INSERT ON findings_finding
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION findings_keep_totals();
DROP FUNCTION findings_add_to_totals();
DROP FUNCTION findings_lock_totals(uuid[]);
"""
totals_narrowed = import_module("riskapp.findings.migrations.0012_totals_narrowed")
BEFORE = totals_narrowed.TOTALS[totals_narrowed.TOTALS.rindex("CREATE OR REPLACE FUNCTION"):]


class Migration(migrations.Migration):

    dependencies = [("findings", "0012_totals_narrowed")]

    operations = [migrations.RunSQL(LOCKED + ADD + KEEP + ROOM, BEFORE + UNDO)]
