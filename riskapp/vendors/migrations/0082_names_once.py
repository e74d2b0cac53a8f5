from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('vendors', '0081_normal_names')]

    operations = [
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.UniqueConstraint(condition=models.Q(('name_key', ''), _negated=True), fields=('vendor', 'name_key'), name='engagement_name_once_in_any_signs'),
        ),
        migrations.AddConstraint(
            model_name='vendor',
            constraint=models.UniqueConstraint(condition=models.Q(('name_key', ''), _negated=True), fields=('organisation', 'name_key'), name='vendor_name_once_in_any_signs'),
        ),
    ]
