from django.db import migrations

# What the newest scores of work say, kept once for a statement instead of once for each of its rows;
# work and assessments are looked up one by one (LATERAL), and a result is unpacked once.
TOGETHER = """
CREATE FUNCTION assessments_keep_results(work uuid[]) RETURNS void LANGUAGE sql
SET enable_seqscan = off AS $$
    UPDATE vendors_engagement e
       SET rating = newest.rating, residual = newest.residual, assessed_on = first.assessed_on
      FROM (SELECT DISTINCT w.id FROM unnest(work) w(id) ORDER BY w.id) w
     CROSS JOIN LATERAL (
         SELECT s.rating, s.residual
           FROM assessments_assessment a JOIN assessments_score s ON s.id = a.score_id
          WHERE a.engagement_id = w.id
          ORDER BY s.created_at DESC, a.started_at DESC LIMIT 1) newest
     CROSS JOIN LATERAL (
         SELECT max(scored.at) AS assessed_on FROM (
             SELECT (min(s.created_at) AT TIME ZONE 'UTC')::date AS at
               FROM assessments_score s JOIN assessments_assessment a ON a.id = s.assessment_id
              WHERE a.engagement_id = w.id GROUP BY a.id) scored) first
     WHERE e.id = w.id
       AND (e.rating, e.residual, e.assessed_on)
           IS DISTINCT FROM (newest.rating, newest.residual, first.assessed_on)
$$;

CREATE FUNCTION assessments_keep_standings(work uuid[]) RETURNS void LANGUAGE sql
SET enable_seqscan = off AS $$
    INSERT INTO assessments_engagementstanding AS kept
            (engagement_id, organisation_id, assessment_id, score_id, scored_at,
             has_little_evidence, lifted_to, rules, holding, unmet, law_counts)
        SELECT e.id, e.organisation_id, newest.assessment_id, s.id, s.created_at,
               COALESCE(r.evidence->>'band' = 'low', false),
               lifted.rating, floors.rules, floors.holding, provisions.unmet, s.law_counts
          FROM (SELECT DISTINCT w.id FROM unnest(work) w(id) ORDER BY w.id) w
         CROSS JOIN LATERAL (
             SELECT e.id, e.organisation_id FROM vendors_engagement e WHERE e.id = w.id) e
         CROSS JOIN LATERAL (
             SELECT a.id AS assessment_id, a.score_id
               FROM assessments_assessment a JOIN assessments_score s ON s.id = a.score_id
              WHERE a.engagement_id = e.id
              ORDER BY s.created_at DESC, a.started_at DESC LIMIT 1) newest
         CROSS JOIN LATERAL (
             SELECT * FROM assessments_score s WHERE s.id = newest.score_id OFFSET 0) s
         CROSS JOIN LATERAL jsonb_to_record(s.result)
               AS r(evidence jsonb, residual_model jsonb, floors jsonb, criteria jsonb)
         CROSS JOIN LATERAL (
             SELECT COALESCE(array_agg(DISTINCT f->>'by')
                             FILTER (WHERE (f->>'is_rule')::boolean), '{}') AS rules,
                    COALESCE(array_agg(DISTINCT f->>'by')
                             FILTER (WHERE s.residual > s.residual_model
                                       AND (f->>'value')::numeric >= s.residual), '{}') AS holding
               FROM jsonb_array_elements(r.floors) f) floors
         CROSS JOIN LATERAL (
             SELECT below.rating FROM (
                 SELECT (f->>'value')::numeric AS value, f->>'rating' AS rating
                   FROM jsonb_array_elements(r.floors) f
                  WHERE (f->>'value')::numeric < s.residual
                 UNION ALL
                 SELECT s.residual_model, COALESCE(r.residual_model->>'rating', s.rating)
             ) below ORDER BY below.value DESC LIMIT 1) lifted
         CROSS JOIN LATERAL (
             SELECT COALESCE(array_agg(c->>'id'), '{}') AS unmet
               FROM jsonb_array_elements(r.criteria) c
              WHERE (c->>'duty')::boolean
                AND c->>'status' IN ('not_met', 'not_answered')) provisions
    ON CONFLICT (engagement_id) DO UPDATE
       SET assessment_id = excluded.assessment_id, score_id = excluded.score_id,
           scored_at = excluded.scored_at, has_little_evidence = excluded.has_little_evidence,
           lifted_to = excluded.lifted_to, rules = excluded.rules, holding = excluded.holding,
           unmet = excluded.unmet, law_counts = excluded.law_counts
     WHERE kept.score_id <> excluded.score_id
$$;

CREATE FUNCTION assessments_keep_scored() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    work uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(n.engagement_id) INTO work FROM new_rows n WHERE n.score_id IS NOT NULL;
    ELSE
        -- No join: its plan is made once, perhaps for a single row.
        SELECT array_agg(changed.engagement_id) INTO work FROM (
            SELECT n.id, n.engagement_id, n.score_id FROM new_rows n WHERE n.score_id IS NOT NULL
            EXCEPT SELECT o.id, o.engagement_id, o.score_id FROM old_rows o) changed;
    END IF;
    IF work IS NOT NULL THEN
        PERFORM assessments_keep_results(work);
        PERFORM assessments_keep_standings(work);
    END IF;
    RETURN NULL;
END $$;

-- Where a score comes after the assessment that names it, as when whole lives are copied.
CREATE FUNCTION assessments_keep_standings_of_scores() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
    work uuid[] := ARRAY(
        SELECT a.engagement_id FROM new_rows n
         CROSS JOIN LATERAL (
             SELECT * FROM assessments_assessment a WHERE a.id = n.assessment_id OFFSET 0) a
         WHERE a.score_id = n.id);
BEGIN
    IF work <> '{}' THEN
        PERFORM assessments_keep_standings(work);
    END IF;
    RETURN NULL;
END $$;
"""
ONCE = """
DROP TRIGGER assessment_result_on_engagement ON assessments_assessment;
DROP TRIGGER assessment_standing_of_engagement ON assessments_assessment;
DROP TRIGGER score_standing_of_engagement ON assessments_score;
CREATE TRIGGER assessment_keeps_result_on_insert AFTER INSERT ON assessments_assessment
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_keep_scored();
CREATE TRIGGER assessment_keeps_result_on_update AFTER UPDATE ON assessments_assessment
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_keep_scored();
CREATE TRIGGER score_keeps_standings AFTER INSERT ON assessments_score
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_keep_standings_of_scores();
"""
UNDO = """
DROP TRIGGER score_keeps_standings ON assessments_score;
DROP TRIGGER assessment_keeps_result_on_update ON assessments_assessment;
DROP TRIGGER assessment_keeps_result_on_insert ON assessments_assessment;
CREATE TRIGGER assessment_result_on_engagement
    AFTER INSERT OR UPDATE OF score_id ON assessments_assessment
    FOR EACH ROW WHEN (NEW.score_id IS NOT NULL)
    EXECUTE FUNCTION assessments_keep_result();
CREATE TRIGGER assessment_standing_of_engagement
    AFTER INSERT OR UPDATE OF score_id ON assessments_assessment
    FOR EACH ROW WHEN (NEW.score_id IS NOT NULL)
    EXECUTE FUNCTION assessments_standing_of_assessment();
CREATE TRIGGER score_standing_of_engagement AFTER INSERT ON assessments_score
    FOR EACH ROW EXECUTE FUNCTION assessments_standing_of_score();
DROP FUNCTION assessments_keep_standings_of_scores();
DROP FUNCTION assessments_keep_scored();
DROP FUNCTION assessments_keep_standings(uuid[]);
DROP FUNCTION assessments_keep_results(uuid[]);
"""


class Migration(migrations.Migration):

    dependencies = [('assessments', '0011_awaited')]

    operations = [migrations.RunSQL(TOGETHER + ONCE, UNDO)]
