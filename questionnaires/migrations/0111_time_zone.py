from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('questionnaires', '0120_one_round_trip')]

    operations = [
        migrations.AddField(
            model_name='response',
            name='time_zone',
            field=models.CharField(blank=True, db_default='', default='', max_length=50),
        ),
    ]
