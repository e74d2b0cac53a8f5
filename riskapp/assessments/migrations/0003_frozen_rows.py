"""Scores never change, and the newest of an engagement stands on the engagement."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION assessments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF riskapp_forgets() THEN RETURN COALESCE(NEW, OLD); END IF;
    RAISE EXCEPTION '% rows never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER score_never_changes BEFORE UPDATE OR DELETE
    ON assessments_score FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();
CREATE TRIGGER scorechange_never_changes BEFORE UPDATE OR DELETE
    ON assessments_scorechange FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();
"""

# For lists and counts, whoever sets the score.
NEWEST = """
CREATE FUNCTION assessments_keep_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE vendors_engagement e
       SET rating = newest.rating, residual = newest.residual, assessed_on = (
           SELECT max(first.at) FROM (
               SELECT (min(s.created_at) AT TIME ZONE 'UTC')::date AS at
                 FROM assessments_score s JOIN assessments_assessment a ON a.id = s.assessment_id
                WHERE a.engagement_id = e.id GROUP BY a.id
           ) first)
      FROM (
          SELECT DISTINCT ON (a.engagement_id) a.engagement_id, s.rating, s.residual
            FROM assessments_assessment a JOIN assessments_score s ON s.id = a.score_id
           WHERE a.engagement_id = NEW.engagement_id
           ORDER BY a.engagement_id, s.created_at DESC, a.started_at DESC
      ) newest
     WHERE e.id = newest.engagement_id;
    RETURN NULL;
END $$;

CREATE TRIGGER assessment_result_on_engagement
    AFTER INSERT OR UPDATE OF score_id ON assessments_assessment
    FOR EACH ROW WHEN (NEW.score_id IS NOT NULL)
    EXECUTE FUNCTION assessments_keep_result();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_campaign_and_decision"),
        ("audit", "0002_chain"),
    ]
    operations = [
        migrations.RunSQL(FREEZE, "DROP FUNCTION assessments_refuse_change() CASCADE;"),
        migrations.RunSQL(NEWEST, "DROP FUNCTION assessments_keep_result() CASCADE;"),
    ]
