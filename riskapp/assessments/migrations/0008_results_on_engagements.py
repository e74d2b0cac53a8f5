"""The newest score of an engagement stands on the engagement, for lists and counts."""

from django.db import migrations

NEWEST = """
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
           WHERE {which}
           ORDER BY a.engagement_id, s.created_at DESC, a.started_at DESC
      ) newest
     WHERE e.id = newest.engagement_id;
"""

KEEP = f"""
CREATE FUNCTION assessments_keep_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{NEWEST.format(which="a.engagement_id = NEW.engagement_id")}
    RETURN NULL;
END $$;

CREATE TRIGGER assessment_result_on_engagement
    AFTER INSERT OR UPDATE OF score_id ON assessments_assessment
    FOR EACH ROW WHEN (NEW.score_id IS NOT NULL)
    EXECUTE FUNCTION assessments_keep_result();

{NEWEST.format(which="true")}
"""

FORGET = """
DROP TRIGGER assessment_result_on_engagement ON assessments_assessment;
DROP FUNCTION assessments_keep_result();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0007_reviewing"),
        ("vendors", "0002_register"),
    ]
    operations = [migrations.RunSQL(KEEP, FORGET)]
