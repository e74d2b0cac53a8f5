"""What one save reads, and what it writes, each in one round trip to the database.

Both act as whoever calls them, so the second wall stands before every row they touch.
"""

from django.db import migrations

LOOK = """
CREATE FUNCTION questionnaires_look(
    who uuid, at_response uuid, at_entry uuid, at_question text,
    here text[], everywhere text[], of_entries boolean, moment timestamptz
) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT json_build_object(
            'respondent', row_to_json(p),
            'invitation', row_to_json(i),
            'response', row_to_json(r),
            'last', CASE WHEN at_question <> '' THEN (
                SELECT max(e.id) FROM questionnaires_responseevent e
                WHERE e.response_id = at_response
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
                WHERE a.response_id = at_response AND (
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
CREATE FUNCTION questionnaires_save(
    at_response uuid, at_entry uuid, at_question text, becomes jsonb, was jsonb,
    answer bigint, who uuid, last_seen bigint, more_answered integer,
    more_applicable integer, moment timestamptz
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    PERFORM FROM questionnaires_response r
        WHERE r.id = at_response AND r.state = 'open' FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    -- A statement of its own sees what was committed while the lock was waited for.
    IF last_seen IS DISTINCT FROM (
        SELECT max(e.id) FROM questionnaires_responseevent e WHERE e.response_id = at_response
    ) THEN
        RETURN NULL;
    END IF;
    INSERT INTO questionnaires_responseevent
        (response_id, at, kind, respondent_id, actor, entry_id, question, before, after)
        VALUES (at_response, moment, CASE WHEN becomes IS NULL THEN 'cleared' ELSE 'answered' END,
            who, '', at_entry, at_question, was, becomes)
        RETURNING id INTO made;
    IF becomes IS NULL THEN
        DELETE FROM questionnaires_answer a WHERE a.id = answer;
    ELSIF answer IS NULL THEN
        INSERT INTO questionnaires_answer
            (response_id, entry_id, question, value, evidence_level, revision, prefilled,
                answered_by_id, answered_at)
            VALUES (at_response, at_entry, at_question, becomes, 'declared', made, false,
                who, moment);
    ELSE
        UPDATE questionnaires_answer a
            SET value = becomes, revision = made, prefilled = false, answered_by_id = who,
                answered_at = moment
            WHERE a.id = answer;
    END IF;
    UPDATE questionnaires_response r
        SET answered = r.answered + more_answered, applicable = r.applicable + more_applicable,
            changed_at = moment
        WHERE r.id = at_response;
    RETURN made;
END $$;
"""

DROP = """
DROP FUNCTION questionnaires_save(
    uuid, uuid, text, jsonb, jsonb, bigint, uuid, bigint, integer, integer, timestamptz);
DROP FUNCTION questionnaires_look(uuid, uuid, uuid, text, text[], text[], boolean, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0002_frozen_rows")]
    operations = [migrations.RunSQL(LOOK + SAVE, DROP)]
