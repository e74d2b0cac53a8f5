import riskapp.common.names
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [('vendors', '0002_register')]

    operations = [
        migrations.AddField(
            model_name='engagement',
            name='name_key',
            field=riskapp.common.names.NormalName(of='name'),
        ),
        migrations.AddField(
            model_name='vendor',
            name='name_key',
            field=riskapp.common.names.NormalName(of='name'),
        ),
    ]
