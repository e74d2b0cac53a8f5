from django.db import migrations, models
import django.db.models.deletion

# What waits of some vendors, each thing for the first reason that holds.
WAITING = """
CREATE FUNCTION desk_weight(rating text, tier text) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
    SELECT (CASE rating WHEN 'critical' THEN 1 WHEN 'high' THEN 2 WHEN 'moderate' THEN 3
                        WHEN 'low' THEN 4
            ELSE CASE tier WHEN 'very_high' THEN 2 WHEN 'high' THEN 3 WHEN 'moderate' THEN 3
                           WHEN 'low' THEN 4 ELSE 2 END END)::smallint
$$;

CREATE FUNCTION desk_waiting_of(vendors uuid[]) RETURNS TABLE (
    organisation_id uuid, kind text, key uuid, vendor_id uuid, engagement_id uuid,
    assessment_id uuid, weight smallint, since timestamptz, person integer, note text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
WITH work AS MATERIALIZED (
    SELECT e.id, e.organisation_id, e.vendor_id, e.tier, e.created_at, e.put_away,
           e.archived_at, v.owner_id, desk_weight(e.rating, e.tier) AS weight
      FROM unnest(vendors) one
      JOIN vendors_vendor v ON v.id = one
      JOIN vendors_engagement e ON e.vendor_id = v.id
), asked AS MATERIALIZED (
    SELECT w.organisation_id, w.vendor_id, w.id AS engagement_id, w.weight, a.id, a.state,
           a.due_on, f.due_on AS again_on, a.mail_failed, a.vendor_asks, a.analyst_id,
           a.replies_to_id, a.open_contradictions, a.put_away,
           a.state = 'scored' AND a.review_completed_at IS NULL AS is_to_review,
           r.purpose = 'clarification' AS is_reply, r.submitted_at
      FROM work w
      JOIN assessments_assessment a ON a.engagement_id = w.id
      JOIN questionnaires_response r ON r.id = a.response_id
      LEFT JOIN questionnaires_response f ON f.id = a.follow_up_id
), each_once AS (
    SELECT organisation_id, 'mail' AS kind, id AS key, vendor_id, engagement_id,
           id AS assessment_id, weight, COALESCE(again_on, due_on)::timestamp AT TIME ZONE 'UTC' AS since,
           analyst_id AS person, '' AS note
      FROM asked WHERE mail_failed AND state IN ('sent', 'clarifying') AND NOT put_away
    UNION ALL
    SELECT organisation_id, 'overdue', id, vendor_id, engagement_id, id, weight,
           CASE state WHEN 'sent' THEN due_on ELSE again_on END::timestamp AT TIME ZONE 'UTC',
           analyst_id, ''
      FROM asked
     WHERE NOT mail_failed AND NOT put_away
       AND (state = 'sent' OR state = 'clarifying' AND again_on IS NOT NULL)
    UNION ALL
    SELECT organisation_id, 'asked', id, vendor_id, engagement_id, id, weight,
           COALESCE(again_on, due_on)::timestamp AT TIME ZONE 'UTC', analyst_id, ''
      FROM asked WHERE vendor_asks AND NOT put_away
    UNION ALL
    SELECT organisation_id,
           CASE WHEN is_reply THEN 'replies' WHEN open_contradictions > 0 THEN 'contradictions'
                ELSE 'review' END,
           id, vendor_id, engagement_id, id, weight, submitted_at,
           CASE WHEN is_reply THEN COALESCE(replies_to_id, analyst_id) ELSE analyst_id END,
           CASE WHEN open_contradictions > 0 AND NOT is_reply THEN open_contradictions::text
                ELSE '' END
      FROM asked WHERE is_to_review AND NOT put_away
    UNION ALL
    SELECT a.organisation_id, CASE f.state WHEN 'done' THEN 'done' ELSE 'proposed' END,
           f.id, a.vendor_id, a.engagement_id, a.id,
           COALESCE(array_position(ARRAY['critical', 'high', 'moderate', 'low'], f.severity::text),
                    4)::smallint,
           (SELECT max(p.made_at) FROM findings_plan p WHERE p.finding_id = f.id),
           COALESCE(f.owner_id, a.analyst_id), ''
      FROM asked a JOIN findings_finding f ON f.assessment_id = a.id
     WHERE (f.state = 'done' OR f.has_proposal) AND NOT f.put_away
    UNION ALL
    SELECT organisation_id, 'profile', id, vendor_id, id, NULL, weight, created_at, owner_id, ''
      FROM work WHERE tier = '' AND archived_at IS NULL AND NOT put_away
    UNION ALL
    SELECT w.organisation_id, 'again', r.id, w.vendor_id, w.id, NULL, w.weight,
           r.due_on::timestamp AT TIME ZONE 'UTC', w.owner_id, r.cause
      FROM work w JOIN sending_reassessment r ON r.engagement_id = w.id
     WHERE r.state = 'proposed' AND NOT w.put_away
)
SELECT * FROM each_once
$$;

CREATE FUNCTION desk_keep_waiting(vendors uuid[]) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
WITH fresh AS MATERIALIZED (
    SELECT * FROM desk_waiting_of(vendors)
), gone AS (
    DELETE FROM desk_waitingthing t WHERE t.vendor_id = ANY (vendors)
       AND NOT EXISTS (
           SELECT FROM fresh f WHERE f.key = t.key AND f.kind = t.kind
              AND (f.engagement_id, f.assessment_id, f.weight, f.since, f.person, f.note)
                  IS NOT DISTINCT FROM
                  (t.engagement_id, t.assessment_id, t.weight, t.since, t.person, t.note::text))
)
INSERT INTO desk_waitingthing
        (organisation_id, kind, key, vendor_id, engagement_id, assessment_id, weight, since,
         person, note)
    SELECT f.* FROM fresh f
     WHERE NOT EXISTS (
         SELECT FROM desk_waitingthing t
          WHERE t.vendor_id = f.vendor_id AND t.key = f.key AND t.kind = f.kind
            AND (f.engagement_id, f.assessment_id, f.weight, f.since, f.person, f.note)
                IS NOT DISTINCT FROM
                (t.engagement_id, t.assessment_id, t.weight, t.since, t.person, t.note::text))
$$;

-- Whether what is kept of a vendor is what waits.
CREATE FUNCTION desk_is_kept(of_vendor uuid) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
WITH found AS (
    SELECT kind, key, engagement_id, assessment_id, weight, since, person, note
      FROM desk_waiting_of(ARRAY[of_vendor])
), kept AS (
    SELECT kind, key, engagement_id, assessment_id, weight, since, person, note
      FROM desk_waitingthing WHERE vendor_id = of_vendor
)
SELECT NOT EXISTS (SELECT * FROM found EXCEPT ALL SELECT * FROM kept)
   AND NOT EXISTS (SELECT * FROM kept EXCEPT ALL SELECT * FROM found)
$$;
"""
FILL = "SELECT desk_keep_waiting(array_agg(id)) FROM vendors_vendor HAVING count(*) > 0;"
UNDO = """
DROP FUNCTION desk_is_kept(uuid);
DROP FUNCTION desk_keep_waiting(uuid[]);
DROP FUNCTION desk_waiting_of(uuid[]);
DROP FUNCTION desk_weight(text, text);
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_mail_texts'),
        ('assessments', '0009_standings_named'),
        ('findings', '0008_proposals'),
        ('questionnaires', '0015_answered_elsewhere'),
        ('sending', '0003_analyst_of_a_campaign'),
        ('vendors', '0010_totals_of_work'),
    ]

    operations = [
        migrations.CreateModel(
            name='WaitingThing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=14)),
                ('key', models.UUIDField()),
                ('vendor_id', models.UUIDField(db_index=True)),
                ('engagement_id', models.UUIDField()),
                ('assessment_id', models.UUIDField(null=True)),
                ('weight', models.PositiveSmallIntegerField()),
                ('since', models.DateTimeField(null=True)),
                ('person', models.IntegerField(null=True)),
                ('note', models.CharField(blank=True, max_length=20)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'weight', 'since', 'kind', 'key'], include=('person',), name='waiting_in_order'), models.Index(fields=['organisation', 'kind', 'weight', 'since', 'key'], include=('person',), name='waiting_of_a_kind'), models.Index(fields=['organisation', 'person', 'weight', 'since', 'kind', 'key'], name='waiting_of_a_person')],
            },
        ),
        migrations.RunSQL(WAITING + FILL, UNDO),
    ]
