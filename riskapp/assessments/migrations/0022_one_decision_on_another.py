"""One decision lies on each, and one is the first: several posts at once make one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0021_frozen_conditions")]

    operations = [
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces', None)), fields=('assessment',), name='one_first_decision'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('replaces',), name='one_decision_on_top_of_another'),
        ),
    ]
