from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('accounts', '0061_offers')]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='time_zone',
            field=models.CharField(db_default='UTC', default='UTC', max_length=50),
        ),
        migrations.AddField(
            model_name='user',
            name='time_zone',
            field=models.CharField(blank=True, db_default='', default='', max_length=50),
        ),
    ]
