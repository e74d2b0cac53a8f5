from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('questionnaires', '0014_page_of_the_product'),
    ]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='elsewhere',
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
    ]
