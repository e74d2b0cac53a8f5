"""What was published or submitted stays: the database refuses to change it."""

from django.db import migrations

FREEZE = """
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
"""

THAW = """
DROP TRIGGER submitted_entry_never_changes ON questionnaires_entry;
DROP TRIGGER submitted_answer_never_changes ON questionnaires_answer;
DROP FUNCTION questionnaires_refuse_after_submission();
DROP TRIGGER submitted_response_never_changes ON questionnaires_response;
DROP TRIGGER event_never_changes ON questionnaires_responseevent;
DROP TRIGGER version_never_changes ON questionnaires_questionnaireversion;
DROP FUNCTION questionnaires_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
