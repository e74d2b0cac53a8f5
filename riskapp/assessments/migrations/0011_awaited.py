from django.db import migrations, models

# The day until which the vendor has to answer, for the first time or what it was asked again; null
# where it has nothing to answer. Kept by the state and the days of an assessment and its response.
KEEP = """
CREATE FUNCTION assessments_day_of(response uuid) RETURNS date LANGUAGE sql STABLE
SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT due_on FROM questionnaires_response WHERE id = response
$$;
CREATE FUNCTION assessments_set_awaited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.awaited_by := CASE NEW.state
        WHEN 'sent' THEN NEW.due_on
        WHEN 'clarifying' THEN assessments_day_of(NEW.follow_up_id) END;
    RETURN NEW;
END $$;
CREATE TRIGGER assessment_awaited
    BEFORE INSERT OR UPDATE OF state, due_on, follow_up_id, awaited_by
    ON assessments_assessment FOR EACH ROW EXECUTE FUNCTION assessments_set_awaited();

CREATE FUNCTION assessments_keep_awaited() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE assessments_assessment SET awaited_by = awaited_by WHERE follow_up_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER moved_day_keeps_awaited AFTER UPDATE OF due_on ON questionnaires_response
    FOR EACH ROW WHEN (OLD.due_on IS DISTINCT FROM NEW.due_on)
    EXECUTE FUNCTION assessments_keep_awaited();
"""
FILL = """
UPDATE assessments_assessment SET awaited_by = NULL WHERE state IN ('sent', 'clarifying');
"""
UNDO = """
DROP TRIGGER moved_day_keeps_awaited ON questionnaires_response;
DROP TRIGGER assessment_awaited ON assessments_assessment;
DROP FUNCTION assessments_keep_awaited();
DROP FUNCTION assessments_set_awaited();
DROP FUNCTION assessments_day_of(uuid);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0010_newest_scores'),
        ('questionnaires', '0015_answered_elsewhere'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='awaited_by',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.RunSQL(KEEP + FILL, UNDO),
        migrations.RemoveIndex(model_name='assessment', name='assessments_counted'),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['organisation', 'engagement'], include=('id', 'put_away', 'state', 'awaited_by', 'score', 'decision'), name='assessments_summed'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(condition=models.Q(('awaited_by__isnull', False)), fields=['organisation', 'awaited_by'], include=('put_away',), name='assessments_awaited'),
        ),
    ]
