from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('accounts', '0080_time_zone')]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='buyer_facts',
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
