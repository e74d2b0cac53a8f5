from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('assessments', '0070_attempts')]

    operations = [
        migrations.AddField(
            model_name='finding',
            name='theme',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
    ]
