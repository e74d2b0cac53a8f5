from django.db import migrations, models

# Whether the last mail to somebody who may answer failed, and whether somebody there waits for a
# word. Kept by what happens to mails, invitations and messages, and by which responses are an
# assessment's. An assessment that something can change for is locked first, so that what others
# change at the same moment is seen by whoever comes after.
KEEP = """
CREATE FUNCTION assessments_mail_failed(responses uuid[]) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
    SELECT count(*) > 0
      FROM questionnaires_invitation i
     CROSS JOIN LATERAL (
         SELECT count(*) AS number FROM questionnaires_delivery d
          WHERE d.invitation_id = i.id AND d.state = 'failed' AND d.kind <> 'code'
            AND NOT EXISTS (
                SELECT FROM questionnaires_delivery newer
                 WHERE newer.invitation_id = i.id AND newer.queued_at > d.queued_at
                   AND newer.kind <> 'code')) failed
     WHERE i.response_id = ANY (responses) AND i.revoked_at IS NULL AND failed.number > 0
$$;
CREATE FUNCTION assessments_vendor_asks(responses uuid[]) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
    SELECT count(*) > 0
      FROM questionnaires_message m
     WHERE m.response_id = ANY (responses) AND m.respondent_id IS NOT NULL
       AND NOT EXISTS (
           SELECT FROM questionnaires_message later
            WHERE later.response_id = m.response_id AND later.question = m.question
              AND later.respondent_id IS NULL AND later.made_at >= m.made_at)
$$;

CREATE FUNCTION assessments_set_what_waits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    responses uuid[] := ARRAY[NEW.response_id, NEW.follow_up_id];
BEGIN
    NEW.mail_failed := assessments_mail_failed(responses);
    NEW.vendor_asks := assessments_vendor_asks(responses);
    RETURN NEW;
END $$;
CREATE TRIGGER assessment_what_waits
    BEFORE INSERT OR UPDATE OF response_id, follow_up_id, mail_failed, vendor_asks
    ON assessments_assessment FOR EACH ROW EXECUTE FUNCTION assessments_set_what_waits();

CREATE FUNCTION assessments_keep_what_waits(responses uuid[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    touched uuid[] := ARRAY(
        SELECT a.id FROM assessments_assessment a
         WHERE (a.response_id = ANY (responses) OR a.follow_up_id = ANY (responses))
           AND (a.mail_failed OR assessments_mail_failed(ARRAY[a.response_id, a.follow_up_id])
                OR a.vendor_asks
                OR assessments_vendor_asks(ARRAY[a.response_id, a.follow_up_id]))
         ORDER BY a.id FOR NO KEY UPDATE);
BEGIN
    IF cardinality(touched) > 0 THEN
        UPDATE assessments_assessment a SET mail_failed = a.mail_failed
         WHERE a.id = ANY (touched)
           AND (a.mail_failed, a.vendor_asks) <>
               (assessments_mail_failed(ARRAY[a.response_id, a.follow_up_id]),
                assessments_vendor_asks(ARRAY[a.response_id, a.follow_up_id]));
    END IF;
END $$;

CREATE FUNCTION assessments_keep_mails() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
    PERFORM assessments_keep_what_waits(ARRAY(
        SELECT i.response_id FROM questionnaires_invitation i
         WHERE i.id = ANY (ARRAY(SELECT DISTINCT c.invitation_id FROM changed c))));
    RETURN NULL;
END $$;
CREATE TRIGGER new_mails_keep_what_waits AFTER INSERT ON questionnaires_delivery
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_keep_mails();
CREATE TRIGGER changed_mails_keep_what_waits AFTER UPDATE ON questionnaires_delivery
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_keep_mails();
CREATE TRIGGER deleted_mails_keep_what_waits AFTER DELETE ON questionnaires_delivery
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_keep_mails();

CREATE FUNCTION assessments_keep_of_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM assessments_keep_what_waits(ARRAY[NEW.response_id]);
    RETURN NULL;
END $$;
CREATE TRIGGER revoked_invitation_keeps_what_waits AFTER UPDATE OF revoked_at
    ON questionnaires_invitation FOR EACH ROW
    WHEN ((OLD.revoked_at IS NULL) <> (NEW.revoked_at IS NULL))
    EXECUTE FUNCTION assessments_keep_of_response();

CREATE FUNCTION assessments_keep_messages() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM assessments_keep_what_waits(
        ARRAY(SELECT DISTINCT c.response_id FROM changed c));
    RETURN NULL;
END $$;
CREATE TRIGGER new_messages_keep_what_waits AFTER INSERT ON questionnaires_message
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_keep_messages();
CREATE TRIGGER changed_messages_keep_what_waits AFTER UPDATE ON questionnaires_message
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_keep_messages();
CREATE TRIGGER deleted_messages_keep_what_waits AFTER DELETE ON questionnaires_message
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_keep_messages();
"""
FILL = """
UPDATE assessments_assessment SET mail_failed = false
 WHERE assessments_mail_failed(ARRAY[response_id, follow_up_id])
    OR assessments_vendor_asks(ARRAY[response_id, follow_up_id]);
"""
UNDO = """
DROP TRIGGER deleted_messages_keep_what_waits ON questionnaires_message;
DROP TRIGGER changed_messages_keep_what_waits ON questionnaires_message;
DROP TRIGGER new_messages_keep_what_waits ON questionnaires_message;
DROP TRIGGER revoked_invitation_keeps_what_waits ON questionnaires_invitation;
DROP TRIGGER deleted_mails_keep_what_waits ON questionnaires_delivery;
DROP TRIGGER changed_mails_keep_what_waits ON questionnaires_delivery;
DROP TRIGGER new_mails_keep_what_waits ON questionnaires_delivery;
DROP TRIGGER assessment_what_waits ON assessments_assessment;
DROP FUNCTION assessments_keep_messages();
DROP FUNCTION assessments_keep_of_response();
DROP FUNCTION assessments_keep_mails();
DROP FUNCTION assessments_keep_what_waits(uuid[]);
DROP FUNCTION assessments_set_what_waits();
DROP FUNCTION assessments_vendor_asks(uuid[]);
DROP FUNCTION assessments_mail_failed(uuid[]);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0007_standing'),
        ('questionnaires', '0015_answered_elsewhere'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='mail_failed',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='assessment',
            name='vendor_asks',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RunSQL(KEEP + FILL, UNDO),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(condition=models.Q(('mail_failed', True)), fields=['organisation'], include=('put_away', 'state'), name='assessments_mail_failed'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(condition=models.Q(('vendor_asks', True)), fields=['organisation'], include=('put_away',), name='assessments_vendor_asks'),
        ),
    ]
