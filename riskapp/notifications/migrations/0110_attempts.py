from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('notifications', '0150_domain_lapses')]

    operations = [
        migrations.AddField(
            model_name='notification',
            name='attempts',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
