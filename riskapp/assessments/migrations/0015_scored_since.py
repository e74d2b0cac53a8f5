from django.db import migrations, models

# Of each law "met/judged", short enough for an index of all work.
SHARES = """
CREATE FUNCTION assessments_law_shares(counts jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT COALESCE(jsonb_object_agg(
           law.key, COALESCE(law.value->>'met', '0') || '/' || judged.number), '{}')
  FROM jsonb_each(counts) law
 CROSS JOIN LATERAL (
     SELECT COALESCE((law.value->>'met')::int, 0)
            + COALESCE((law.value->>'partly_met')::int, 0)
            + COALESCE((law.value->>'not_met')::int, 0)
            + COALESCE((law.value->>'not_answered')::int, 0)
            + COALESCE((law.value->>'not_asked')::int, 0) AS number) judged
 WHERE judged.number > 0
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_mails_handed_over'),
        ('assessments', '0014_analysts_of_assessments'),
    ]

    operations = [
        migrations.RunSQL(SHARES, "DROP FUNCTION assessments_law_shares(jsonb);"),
        migrations.AddField(
            model_name='engagementstanding',
            name='law_shares',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('law_counts'), function='assessments_law_shares'), output_field=models.JSONField()),
        ),
        migrations.RemoveIndex(
            model_name='engagementstanding',
            name='standings_by_score_day',
        ),
        migrations.AddIndex(
            model_name='engagementstanding',
            index=models.Index(fields=['organisation', 'scored_at'], include=('engagement', 'assessment', 'law_shares', 'has_little_evidence'), name='standings_narrowed'),
        ),
    ]
