from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('vendors', '0070_attempts')]

    operations = [
        migrations.AddField(
            model_name='import',
            name='notes',
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
    ]
