"""Conditions and recommendations are never edited; what was before is carried along."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION assessments_keep_what_was_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was decided or recommended never changes; a later one lies on top'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER condition_never_changes BEFORE UPDATE OR DELETE ON assessments_condition
    FOR EACH ROW EXECUTE FUNCTION assessments_keep_what_was_decided();
CREATE TRIGGER recommendation_never_changes BEFORE UPDATE OR DELETE
    ON assessments_recommendation
    FOR EACH ROW EXECUTE FUNCTION assessments_keep_what_was_decided();
"""

THAW = """
DROP TRIGGER recommendation_never_changes ON assessments_recommendation;
DROP TRIGGER condition_never_changes ON assessments_condition;
DROP FUNCTION assessments_keep_what_was_decided();
"""

# Conditions so far were findings of their own; their words and days are taken as they stand.
CONDITIONS = """
INSERT INTO assessments_condition (decision_id, finding_id, rule, text, owner_id, due_on)
SELECT decision_id, id, '', text, owner_id, due_on
FROM assessments_finding WHERE decision_id IS NOT NULL ORDER BY raised_at;
"""

# Each decision lies on the one before it. The trigger that freezes them sleeps meanwhile.
CHAIN = """
ALTER TABLE assessments_decision DISABLE TRIGGER decision_never_changes;
UPDATE assessments_decision AS decision SET replaces_id = earlier.before
FROM (
    SELECT id, lag(id) OVER (PARTITION BY assessment_id ORDER BY at, id) AS before
    FROM assessments_decision
) AS earlier
WHERE earlier.id = decision.id AND earlier.before IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE assessments_decision ENABLE TRIGGER decision_never_changes;
SET CONSTRAINTS ALL DEFERRED;
"""

# Who reviewed so far, as far as it was written down.
REVIEWERS = """
INSERT INTO assessments_reviewer (assessment_id, user_id, last_at)
SELECT assessment_id, user_id, max(at) FROM (
    SELECT assessment_id, by_id AS user_id, made_at AS at FROM assessments_verdict
    UNION ALL
    SELECT assessment_id, by_id, made_at FROM assessments_dismissal
    UNION ALL
    SELECT finding.assessment_id, event.by_id, event.at
    FROM assessments_findingevent AS event
    JOIN assessments_finding AS finding ON finding.id = event.finding_id
    WHERE event.by_id IS NOT NULL AND event.kind NOT IN ('accepted', 'released')
        AND NOT (event.kind = 'raised' AND finding.decision_id IS NOT NULL)
    UNION ALL
    SELECT id, review_completed_by_id, review_completed_at FROM assessments_assessment
    WHERE review_completed_by_id IS NOT NULL
) AS touched
GROUP BY assessment_id, user_id;
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0020_decision_memo")]
    operations = [
        migrations.RunSQL(CONDITIONS, "DELETE FROM assessments_condition;"),
        migrations.RunSQL(CHAIN, migrations.RunSQL.noop),
        migrations.RunSQL(REVIEWERS, "DELETE FROM assessments_reviewer;"),
        migrations.RunSQL(FREEZE, THAW),
    ]
