"""Totals are counted anew where something changed that they are made of, and only what is made of it.

What became different is found in one pass over both sides of a statement. Each pair of assessment and
theme is looked up by itself, as before: plans are made once, perhaps while there was next to nothing.
"""

from django.db import migrations

COUNT = """
CREATE OR REPLACE FUNCTION findings_count_changed(assessments uuid[], themes text[], restated uuid[]) RETURNS void
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
        ON CONFLICT DO NOTHING;
    PERFORM FROM findings_findingtotal t WHERE t.assessment_id = ANY(each_once)
        ORDER BY t.assessment_id FOR UPDATE;

    INSERT INTO findings_themetotal AS kept
            (assessment_id, theme, organisation_id, vendor_id, put_away, kinds, number, worst,
             gain, raised_at, to_do, worst_to_do, gain_to_do, due_on)
        SELECT a.id, p.theme, a.organisation_id,
               (SELECT e.vendor_id FROM vendors_engagement e WHERE e.id = a.engagement_id),
               a.put_away, c.*
          FROM unnest(assessments, themes) p(assessment, theme)
         CROSS JOIN LATERAL (
             SELECT * FROM assessments_assessment a WHERE a.id = p.assessment OFFSET 0) a
         CROSS JOIN LATERAL (
             SELECT bit_or(1::bigint << (4 * f.state_at + f.worst)) AS kinds, count(*) AS number,
                    min(f.worst) AS worst, sum(f.gain) AS gain, max(f.raised_at) AS raised_at,
                    count(*) FILTER (WHERE f.is_to_do) AS to_do,
                    min(f.worst) FILTER (WHERE f.is_to_do) AS worst_to_do,
                    sum(f.gain) FILTER (WHERE f.is_to_do) AS gain_to_do,
                    min(f.due_on) FILTER (WHERE f.is_to_do) AS due_on
               FROM (
                   SELECT f.gain, f.raised_at, f.due_on,
                          f.state IN ('open', 'planned', 'done') AS is_to_do,
                          array_position(ARRAY['critical', 'high', 'moderate', 'low'],
                                         f.severity::text) - 1 AS worst,
                          array_position(ARRAY['open', 'planned', 'done', 'verified', 'resolved',
                                               'accepted', 'merged', 'dismissed'],
                                         f.state::text) - 1 AS state_at
                     FROM findings_finding f
                    WHERE f.assessment_id = p.assessment AND f.theme = p.theme
               ) f
         ) c
         WHERE c.number > 0
         ORDER BY a.id, p.theme
        ON CONFLICT (assessment_id, theme) DO UPDATE
           SET kinds = excluded.kinds, number = excluded.number, worst = excluded.worst,
               gain = excluded.gain, raised_at = excluded.raised_at, to_do = excluded.to_do,
               worst_to_do = excluded.worst_to_do, gain_to_do = excluded.gain_to_do,
               due_on = excluded.due_on
         WHERE (kept.kinds, kept.number, kept.worst, kept.gain, kept.raised_at, kept.to_do,
                kept.worst_to_do, kept.gain_to_do, kept.due_on)
               IS DISTINCT FROM
               (excluded.kinds, excluded.number, excluded.worst, excluded.gain,
                excluded.raised_at, excluded.to_do, excluded.worst_to_do, excluded.gain_to_do,
                excluded.due_on);

    IF restated IS NULL THEN
        RETURN;
    END IF;
    DELETE FROM findings_themetotal t WHERE t.assessment_id = ANY(restated)
       AND (SELECT count(*) FROM findings_finding f
             WHERE f.assessment_id = t.assessment_id AND f.theme = t.theme) = 0;
    INSERT INTO findings_findingtotal AS kept
            (assessment_id, organisation_id, put_away, to_do, done, accepted)
        SELECT a.id, a.organisation_id, a.put_away, c.*
          FROM unnest(restated) x
         CROSS JOIN LATERAL (
             SELECT * FROM assessments_assessment a WHERE a.id = x OFFSET 0) a
         CROSS JOIN LATERAL (
             SELECT count(*) FILTER (WHERE f.state IN ('open', 'planned', 'done')) AS to_do,
                    count(*) FILTER (WHERE f.state = 'done') AS done,
                    count(*) FILTER (WHERE f.state = 'accepted') AS accepted
               FROM findings_finding f WHERE f.assessment_id = x
         ) c
        ON CONFLICT (assessment_id) DO UPDATE
           SET to_do = excluded.to_do, done = excluded.done, accepted = excluded.accepted
         WHERE (kept.to_do, kept.done, kept.accepted)
               IS DISTINCT FROM (excluded.to_do, excluded.done, excluded.accepted);
    DELETE FROM findings_findingtotal t WHERE t.assessment_id = ANY(restated)
       AND (SELECT count(*) FROM findings_finding f WHERE f.assessment_id = t.assessment_id) = 0;
END $$;

CREATE OR REPLACE FUNCTION findings_count_anew(assessments uuid[], themes text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
    PERFORM findings_count_changed(
        assessments, themes, ARRAY(SELECT DISTINCT x FROM unnest(assessments) x ORDER BY x));
END $$;
"""
KEEP = """
CREATE OR REPLACE FUNCTION findings_keep_totals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    assessments uuid[];
    themes text[];
    put_away_since uuid[];
    restated uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(n.id) INTO put_away_since FROM new_rows n
         WHERE NOT n.put_away AND (
             SELECT a.put_away FROM assessments_assessment a WHERE a.id = n.assessment_id);
        IF put_away_since IS NOT NULL THEN
            UPDATE findings_finding SET put_away = true WHERE id = ANY(put_away_since);
        END IF;
        SELECT array_agg(p.assessment_id), array_agg(p.theme) INTO assessments, themes
          FROM (SELECT DISTINCT n.assessment_id, n.theme FROM new_rows n) p;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(p.assessment_id), array_agg(p.theme) INTO assessments, themes
          FROM (SELECT DISTINCT o.assessment_id, o.theme FROM old_rows o) p;
    ELSE
        SELECT array_agg(p.assessment_id), array_agg(p.theme) INTO assessments, themes
          FROM (
              SELECT DISTINCT x.assessment_id, x.theme FROM (
                  SELECT b.assessment_id, b.theme FROM (
                      SELECT n.id, n.assessment_id, n.theme, n.state, n.severity, n.gain,
                             n.due_on, n.raised_at FROM new_rows n
                      UNION ALL
                      SELECT o.id, o.assessment_id, o.theme, o.state, o.severity, o.gain,
                             o.due_on, o.raised_at FROM old_rows o) b
                   GROUP BY b.id, b.assessment_id, b.theme, b.state, b.severity, b.gain,
                            b.due_on, b.raised_at
                  HAVING count(*) = 1) x) p;
        -- Where none is in another place or state, no number of findings is another.
        SELECT array_agg(DISTINCT x.assessment_id) INTO restated FROM (
            SELECT b.assessment_id FROM (
                SELECT n.id, n.assessment_id, n.theme, n.state FROM new_rows n
                UNION ALL
                SELECT o.id, o.assessment_id, o.theme, o.state FROM old_rows o) b
             GROUP BY b.id, b.assessment_id, b.theme, b.state HAVING count(*) = 1) x;
    END IF;
    IF assessments IS NOT NULL AND TG_OP = 'UPDATE' THEN
        PERFORM findings_count_changed(assessments, themes, restated);
    ELSIF assessments IS NOT NULL THEN
        PERFORM findings_count_anew(assessments, themes);
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [('findings', '0010_themes_by_theme')]

    # To undo it changes nothing: totals are the same either way.
    operations = [migrations.RunSQL(COUNT + KEEP, migrations.RunSQL.noop)]
