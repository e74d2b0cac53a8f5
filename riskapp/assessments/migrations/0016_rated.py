from django.db import migrations, models

# What the score of an assessment says is kept beside it, as lists narrow and order by it: to sort
# by what stands in another table, all of both were read.
KEEP = """
CREATE FUNCTION assessments_keep_rating() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    score record;
BEGIN
    IF NEW.score_id IS NULL THEN
        NEW.residual := NULL;
        NEW.rating := '';
    ELSE
        SELECT s.residual, s.rating INTO score FROM assessments_score s WHERE s.id = NEW.score_id;
        -- Of rows that are copied the score may follow: they bring what it says with them.
        IF FOUND THEN
            NEW.residual := score.residual;
            NEW.rating := score.rating;
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assessment_rated BEFORE INSERT OR UPDATE OF score_id, residual, rating
    ON assessments_assessment FOR EACH ROW EXECUTE FUNCTION assessments_keep_rating();
"""
FILL = """
UPDATE assessments_assessment SET residual = NULL WHERE score_id IS NOT NULL;
"""
UNDO = """
DROP TRIGGER assessment_rated ON assessments_assessment;
DROP FUNCTION assessments_keep_rating();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0015_scored_since'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='residual',
            field=models.DecimalField(decimal_places=1, editable=False, max_digits=4, null=True),
        ),
        migrations.AddField(
            model_name='assessment',
            name='rating',
            field=models.CharField(blank=True, choices=[('low', 'Low'), ('moderate', 'Moderate'), ('high', 'High'), ('critical', 'Critical')], db_default='', default='', editable=False, max_length=10),
        ),
        migrations.RunSQL(KEEP + FILL, UNDO),
        migrations.RemoveIndex(model_name='assessment', name='assessments_newest'),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['organisation', '-started_at'], include=('id', 'put_away', 'state', 'engagement', 'rating'), name='assessments_in_order'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(models.F('organisation'), models.OrderBy(models.F('residual'), descending=True, nulls_last=True), models.OrderBy(models.F('started_at'), descending=True), include=('put_away', 'rating', 'state'), name='assessments_by_residual'),
        ),
    ]
