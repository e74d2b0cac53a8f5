import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("assessments", "0002_campaign_and_decision"),
        ("decisions", "0001_initial"),
        ("findings", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="raised",
                to="decisions.decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision__isnull", False), ("source", "condition")),
                    models.Q(
                        models.Q(("source", "condition"), _negated=True),
                        ("decision", None),
                    ),
                    _connector="OR",
                ),
                name="condition_names_its_decision",
            ),
        ),
    ]
