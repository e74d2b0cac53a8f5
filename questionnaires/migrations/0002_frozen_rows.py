"""What was published or submitted stays: the database refuses to change it."""

from django.db import migrations

# Published versions, the history of a response, and a response once it is submitted.
ROWS = """
CREATE FUNCTION questionnaires_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER version_never_changes BEFORE UPDATE OR DELETE
    ON questionnaires_questionnaireversion
    FOR EACH ROW EXECUTE FUNCTION questionnaires_refuse_change();

CREATE TRIGGER event_never_changes BEFORE UPDATE OR DELETE
    ON questionnaires_responseevent
    FOR EACH ROW EXECUTE FUNCTION questionnaires_refuse_change();

CREATE TRIGGER submitted_response_never_changes BEFORE UPDATE OR DELETE
    ON questionnaires_response
    FOR EACH ROW WHEN (OLD.state = 'submitted')
    EXECUTE FUNCTION questionnaires_refuse_change();
"""

# What hangs on a response that is submitted.
ANSWERS = """
CREATE FUNCTION questionnaires_refuse_after_submission() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid := COALESCE(NEW.response_id, OLD.response_id);
BEGIN
    IF EXISTS (
        SELECT 1 FROM questionnaires_response
        WHERE id IN (touched, OLD.response_id) AND state = 'submitted'
    ) THEN
        RAISE EXCEPTION 'the response is submitted: its % rows never change', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER submitted_answer_never_changes BEFORE INSERT OR UPDATE OR DELETE
    ON questionnaires_answer
    FOR EACH ROW EXECUTE FUNCTION questionnaires_refuse_after_submission();

CREATE TRIGGER submitted_entry_never_changes BEFORE INSERT OR UPDATE OR DELETE
    ON questionnaires_entry
    FOR EACH ROW EXECUTE FUNCTION questionnaires_refuse_after_submission();

CREATE TRIGGER submitted_remark_never_changes BEFORE INSERT OR UPDATE OR DELETE
    ON questionnaires_remark
    FOR EACH ROW EXECUTE FUNCTION questionnaires_refuse_after_submission();
"""

# Evidence too; only the scan for viruses may still speak after submission.
EVIDENCE = """
CREATE FUNCTION questionnaires_keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid := COALESCE(NEW.response_id, OLD.response_id);
    scanned questionnaires_evidence%ROWTYPE;
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM questionnaires_response
        WHERE id IN (touched, OLD.response_id) AND state = 'submitted'
    ) THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.kind = 'file' AND OLD.scan_state IN ('none', 'waiting') THEN
        scanned := NEW;
        scanned.scan_state := OLD.scan_state;
        scanned.scan_reason := OLD.scan_reason;
        IF NEW.scan_state = 'infected' AND NEW.file = '' THEN
            scanned.file := OLD.file;
        END IF;
        IF scanned IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the response is submitted: its % rows never change', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER submitted_evidence_never_changes BEFORE INSERT OR UPDATE OR DELETE
    ON questionnaires_evidence
    FOR EACH ROW EXECUTE FUNCTION questionnaires_keep_evidence();
"""

# What was asked and replied stays as it was when the reply was submitted.
QUESTIONS = """
CREATE FUNCTION questionnaires_refuse_settled_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM questionnaires_response
        WHERE id = OLD.asked_in_id AND state = 'submitted'
    ) THEN
        RAISE EXCEPTION 'the reply is submitted: the question never changes'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER settled_question_never_changes BEFORE UPDATE OR DELETE
    ON questionnaires_clarification
    FOR EACH ROW EXECUTE FUNCTION questionnaires_refuse_settled_question();
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_initial")]
    operations = [
        migrations.RunSQL(
            ROWS, "DROP FUNCTION questionnaires_refuse_change() CASCADE;"
        ),
        migrations.RunSQL(
            ANSWERS, "DROP FUNCTION questionnaires_refuse_after_submission() CASCADE;"
        ),
        migrations.RunSQL(
            EVIDENCE, "DROP FUNCTION questionnaires_keep_evidence() CASCADE;"
        ),
        migrations.RunSQL(
            QUESTIONS, "DROP FUNCTION questionnaires_refuse_settled_question() CASCADE;"
        ),
    ]
