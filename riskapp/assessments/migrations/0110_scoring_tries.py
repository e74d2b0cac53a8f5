from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('assessments', '0022_one_decision_on_another')]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='score_tries',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='assessment',
            name='score_failed',
            field=models.CharField(blank=True, db_default='', default='', max_length=300),
        ),
    ]
