"""Answers and lines of the history name the tenant of their response.

Whoever does not say it, as the release before, has it filled in. What was there before is filled
by the clock (``riskapp_fill_tenants``); until then what saves an answer does not rely on it. Once
both tables are in partitions it does (``questionnaires_in_partitions``).
"""

from django.db import migrations, models

LOOK = """
CREATE OR REPLACE FUNCTION questionnaires_look(
    who uuid, at_response uuid, at_entry uuid, at_question text,
    here text[], everywhere text[], of_entries boolean, moment timestamptz
) RETURNS text LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    whose uuid;
BEGIN
    IF at_question <> '' THEN
        SELECT r.tenant INTO whose FROM questionnaires_response r WHERE r.id = at_response;
    END IF;
    RETURN (
        SELECT json_build_object(
            'respondent', row_to_json(p),
            'invitation', row_to_json(i),
            'response', row_to_json(r),
            'last', CASE WHEN at_question <> '' THEN (
                SELECT max(e.id) FROM questionnaires_responseevent e
                WHERE e.response_id = at_responseEVENTS_OF
            ) END,
            'entry', CASE WHEN at_entry IS NOT NULL THEN (
                SELECT row_to_json(e) FROM questionnaires_entry e
                WHERE e.id = at_entry AND e.response_id = at_response AND e.removed_at IS NULL
            ) END,
            'entries', CASE WHEN of_entries THEN (
                SELECT json_agg(json_build_array(e.id, e.section) ORDER BY e.position, e.added_at)
                FROM questionnaires_entry e
                WHERE e.response_id = at_response AND e.removed_at IS NULL
            ) END,
            'answers', CASE WHEN at_question <> '' THEN (
                SELECT json_agg(json_build_array(
                    a.entry_id, a.question, a.value, a.prefilled, a.id, a.revision, a.evidence_level
                ))
                FROM questionnaires_answer a
                WHERE a.response_id = at_responseANSWERS_OF AND (
                    a.question = ANY (here) AND (a.entry_id IS NULL OR a.entry_id = at_entry)
                    OR a.question = ANY (everywhere)
                )
            ) END,
            'remark', CASE WHEN at_question <> '' THEN (
                SELECT row_to_json(k) FROM questionnaires_remark k
                WHERE k.response_id = at_response AND k.question = at_question
                    AND k.entry_id IS NOT DISTINCT FROM at_entry
            ) END,
            'has_evidence', at_question <> '' AND EXISTS (
                SELECT FROM questionnaires_evidence v
                WHERE v.response_id = at_response AND v.question = at_question
                    AND v.entry_id IS NOT DISTINCT FROM at_entry
            )
        )
        FROM questionnaires_respondent p
        JOIN questionnaires_invitation i ON i.id = p.invitation_id
        JOIN questionnaires_response r ON r.id = p.response_id
        WHERE p.id = who AND p.response_id = at_response
            AND i.revoked_at IS NULL AND i.expires_at > moment
    );
END $$;
"""

SAVE = """
CREATE OR REPLACE FUNCTION questionnaires_save(
    at_response uuid, at_entry uuid, at_question text, becomes jsonb, was jsonb,
    answer bigint, who uuid, last_seen bigint, more_answered integer,
    more_applicable integer, moment timestamptz
) RETURNS bigint LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    whose uuid;
    made bigint;
BEGIN
    SELECT r.tenant INTO whose FROM questionnaires_response r
        WHERE r.id = at_response AND r.state = 'open' FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    -- A statement of its own sees what was committed while the lock was waited for.
    IF last_seen IS DISTINCT FROM (
        SELECT max(e.id) FROM questionnaires_responseevent e
        WHERE e.response_id = at_responseEVENTS_OF
    ) THEN
        RETURN NULL;
    END IF;
    INSERT INTO questionnaires_responseevent
        (response_id, at, kind, respondent_id, actor, entry_id, question, before, after, tenant)
        VALUES (at_response, moment, CASE WHEN becomes IS NULL THEN 'cleared' ELSE 'answered' END,
            who, '', at_entry, at_question, was, becomes, whose)
        RETURNING id INTO made;
    IF becomes IS NULL THEN
        DELETE FROM questionnaires_answer a WHERE a.id = answerANSWERS_OF;
    ELSIF answer IS NULL THEN
        INSERT INTO questionnaires_answer
            (response_id, entry_id, question, value, evidence_level, revision, prefilled,
                answered_by_id, answered_at, tenant)
            VALUES (at_response, at_entry, at_question, becomes, 'declared', made, false,
                who, moment, whose);
    ELSE
        UPDATE questionnaires_answer a
            SET value = becomes, revision = made, prefilled = false, answered_by_id = who,
                answered_at = moment
            WHERE a.id = answerANSWERS_OF;
    END IF;
    UPDATE questionnaires_response r
        SET answered = r.answered + more_answered, applicable = r.applicable + more_applicable,
            changed_at = moment
        WHERE r.id = at_response;
    RETURN made;
END $$;
"""

# Where every row names its tenant, so do the statements.
NAMED = {"EVENTS_OF": " AND e.tenant = whose", "ANSWERS_OF": " AND a.tenant = whose"}


def written(sql: str, *, named: bool) -> str:
    for word, condition in NAMED.items():
        sql = sql.replace(word, condition if named else "")
    return sql


IN_PARTITIONS = f"""
CREATE FUNCTION questionnaires_in_partitions() RETURNS void LANGUAGE plpgsql AS $in_partitions$
BEGIN
{written(LOOK + SAVE, named=True)}
END $in_partitions$;
REVOKE ALL ON FUNCTION questionnaires_in_partitions() FROM PUBLIC;
"""

FILL = """
CREATE FUNCTION questionnaires_takes_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.tenant IS NULL THEN
        SELECT r.tenant INTO NEW.tenant FROM questionnaires_response r WHERE r.id = NEW.response_id;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER answer_takes_tenant BEFORE INSERT ON questionnaires_answer
    FOR EACH ROW WHEN (NEW.tenant IS NULL) EXECUTE FUNCTION questionnaires_takes_tenant();
CREATE TRIGGER event_takes_tenant BEFORE INSERT ON questionnaires_responseevent
    FOR EACH ROW WHEN (NEW.tenant IS NULL) EXECUTE FUNCTION questionnaires_takes_tenant();
"""

BEFORE = """
DROP FUNCTION questionnaires_in_partitions();
DROP FUNCTION questionnaires_takes_tenant() CASCADE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("questionnaires", "0017_answer_of_another"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="tenant",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="responseevent",
            name="tenant",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AlterModelOptions(
            name="answer",
            options={"base_manager_name": "objects"},
        ),
        migrations.AlterModelOptions(
            name="responseevent",
            options={"base_manager_name": "objects", "ordering": ["id"]},
        ),
        migrations.RunSQL(FILL + IN_PARTITIONS, BEFORE),
        migrations.RunSQL(
            written(LOOK + SAVE, named=False), migrations.RunSQL.noop
        ),
    ]
