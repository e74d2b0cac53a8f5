from collections.abc import Iterator

from django.db import migrations

# What waits of a vendor is found when it is counted (riskapp/desk), and so its vendor is noted for
# what changes only that. As in the first migration: noted where it happens, done at the end.
RECOUNT = """
CREATE OR REPLACE FUNCTION dashboards_recount(vendors uuid[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    each_once uuid[] := ARRAY(SELECT DISTINCT x FROM unnest(vendors) x ORDER BY x);
BEGIN
    INSERT INTO dashboards_vendortally (vendor_id, organisation_id, counted)
        SELECT v.id, v.organisation_id, '{}' FROM vendors_vendor v WHERE v.id = ANY (each_once)
        ON CONFLICT DO NOTHING;
    PERFORM FROM dashboards_vendortally t WHERE t.vendor_id = ANY (each_once)
        ORDER BY t.vendor_id FOR UPDATE;

    WITH counted AS MATERIALIZED (
        SELECT t.vendor_id, t.organisation_id, t.counted AS before,
               dashboards_counted(t.vendor_id) AS now
          FROM dashboards_vendortally t WHERE t.vendor_id = ANY (each_once)
    ), changed AS MATERIALIZED (
        SELECT * FROM counted WHERE before <> now
    ), kept AS (
        UPDATE dashboards_vendortally t SET counted = c.now
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
    )
    INSERT INTO dashboards_worktotal (organisation_id, kind, key, number, weight, heavy)
        SELECT organisation_id, split_part(key, ' ', 1), substr(key, strpos(key, ' ') + 1),
               sum(number), sum(weight), sum(heavy)
          FROM parts GROUP BY organisation_id, key
        HAVING sum(number) <> 0 OR sum(weight) <> 0 OR sum(heavy) <> 0;
    PERFORM dashboards_keep_periods(each_once);
    PERFORM dashboards_keep_to_decide(each_once);
    PERFORM desk_keep_waiting(each_once);
END $$;
"""
# Who is noted.
NOTING = """
CREATE OR REPLACE FUNCTION dashboards_note_changed_work() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
    PERFORM dashboards_note(ARRAY(
        SELECT unnest(ARRAY[o.vendor_id, n.vendor_id]) FROM old_rows o JOIN new_rows n USING (id)
         WHERE (o.vendor_id, o.tier, o.rating, o.inherent, o.contract_ends_on, o.put_away,
                o.archived_at IS NULL)
               IS DISTINCT FROM
               (n.vendor_id, n.tier, n.rating, n.inherent, n.contract_ends_on, n.put_away,
                n.archived_at IS NULL)));
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION dashboards_note_assessments() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
    PERFORM dashboards_note(ARRAY(
        SELECT e.vendor_id FROM vendors_engagement e
         WHERE e.id = ANY (ARRAY(
             SELECT unnest(ARRAY[o.engagement_id, n.engagement_id])
               FROM old_rows o JOIN new_rows n USING (id)
              WHERE (o.engagement_id, o.score_id, o.decision_id, o.review_completed_at IS NULL,
                     o.started_by_id, o.last_reviewer_id, o.state, o.due_on, o.response_id,
                     o.follow_up_id, o.mail_failed, o.vendor_asks, o.analyst_id,
                     o.replies_to_id, o.open_contradictions, o.put_away) IS DISTINCT FROM
                    (n.engagement_id, n.score_id, n.decision_id, n.review_completed_at IS NULL,
                     n.started_by_id, n.last_reviewer_id, n.state, n.due_on, n.response_id,
                     n.follow_up_id, n.mail_failed, n.vendor_asks, n.analyst_id,
                     n.replies_to_id, n.open_contradictions, n.put_away)))));
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION dashboards_note_findings() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    assessments uuid[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(x) INTO assessments FROM (
            SELECT unnest(ARRAY[o.assessment_id, n.assessment_id]) AS x
              FROM old_rows o JOIN new_rows n USING (id)
             WHERE 'accepted' IN (o.state, n.state)
               AND (o.assessment_id, o.state, o.accepted_until, o.put_away) IS DISTINCT FROM
                   (n.assessment_id, n.state, n.accepted_until, n.put_away)
                OR ('done' IN (o.state, n.state) OR o.has_proposal OR n.has_proposal)
               AND (o.assessment_id, o.state, o.has_proposal, o.owner_id, o.severity, o.put_away)
                   IS DISTINCT FROM
                   (n.assessment_id, n.state, n.has_proposal, n.owner_id, n.severity, n.put_away)
            ) c;
    ELSE
        SELECT array_agg(assessment_id) INTO assessments FROM changed
         WHERE state IN ('accepted', 'done') OR has_proposal;
    END IF;
    IF assessments IS NOT NULL THEN
        PERFORM dashboards_note(ARRAY(
            SELECT e.vendor_id FROM assessments_assessment a
              JOIN vendors_engagement e ON e.id = a.engagement_id
             WHERE a.id = ANY (assessments)));
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION dashboards_note_plans() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
    PERFORM dashboards_note(ARRAY(
        SELECT e.vendor_id FROM findings_finding f
          JOIN assessments_assessment a ON a.id = f.assessment_id
          JOIN vendors_engagement e ON e.id = a.engagement_id
         WHERE f.id = ANY (ARRAY(SELECT c.finding_id FROM changed c))));
    RETURN NULL;
END $$;
CREATE FUNCTION dashboards_note_responses() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
    PERFORM dashboards_note(ARRAY(
        SELECT e.vendor_id FROM assessments_assessment a
          JOIN vendors_engagement e ON e.id = a.engagement_id
         WHERE a.response_id = NEW.id OR a.follow_up_id = NEW.id));
    RETURN NULL;
END $$;
-- Row by row: of the many changes of a response only these are looked at.
CREATE TRIGGER dashboards_note_responses_on_update
    AFTER UPDATE OF due_on, submitted_at, purpose ON questionnaires_response FOR EACH ROW
    WHEN ((OLD.due_on, OLD.submitted_at, OLD.purpose) IS DISTINCT FROM
          (NEW.due_on, NEW.submitted_at, NEW.purpose))
    EXECUTE FUNCTION dashboards_note_responses();

CREATE OR REPLACE FUNCTION dashboards_forget_vendors() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    gone uuid[] := ARRAY(SELECT c.id FROM changed c);
BEGIN
    WITH tallies AS (
        DELETE FROM dashboards_vendortally t WHERE t.vendor_id = ANY (gone) RETURNING t.*
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
NOTED = (
    ("assessments_assessment", "INSERT", "note_work"),
    ("findings_plan", "INSERT", "note_plans"),
    ("findings_plan", "UPDATE", "note_plans"),
    ("findings_plan", "DELETE", "note_plans"),
    ("sending_reassessment", "INSERT", "note_work"),
    ("sending_reassessment", "UPDATE", "note_work"),
    ("sending_reassessment", "DELETE", "note_work"),
)


def triggers() -> Iterator[str]:
    for table, what, function in NOTED:
        rows = "OLD" if what == "DELETE" else "NEW"
        yield (
            f"CREATE TRIGGER dashboards_{table}_{what.lower()} AFTER {what} ON {table}"
            f" REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT"
            f" EXECUTE FUNCTION dashboards_{function}();"
        )


def undone() -> Iterator[str]:
    """Noting a vendor for more than counts is harmless; what waits is gone with its table."""
    for table, what, _function in NOTED:
        yield f"DROP TRIGGER dashboards_{table}_{what.lower()} ON {table};"
    yield "DROP TRIGGER dashboards_note_responses_on_update ON questionnaires_response;"
    yield "DROP FUNCTION dashboards_note_plans(); DROP FUNCTION dashboards_note_responses();"
    yield RECOUNT.replace("    PERFORM desk_keep_waiting(each_once);\n", "")
    forgets = NOTING[NOTING.index("CREATE OR REPLACE FUNCTION dashboards_forget_vendors"):]
    kept, _desk, rest = forgets.partition("    DELETE FROM desk_waitingthing")
    yield kept + rest.partition("\n")[2]


class Migration(migrations.Migration):
    dependencies = [
        ('dashboards', '0002_models_behind'),
        ('desk', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(
            RECOUNT
            + NOTING
            + "\n".join(triggers()),
            "\n".join(undone()),
        ),
    ]
