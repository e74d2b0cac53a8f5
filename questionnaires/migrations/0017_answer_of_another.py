from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('questionnaires', '0016_handed_over'),
    ]

    operations = [
        migrations.AddField(
            model_name='answer',
            name='answered_elsewhere',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
