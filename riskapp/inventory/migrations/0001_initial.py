import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("questionnaires", "0001_initial"),
        ("vendors", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tool",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("product", models.CharField(max_length=200)),
                ("said", models.JSONField(default=dict)),
                ("values", models.JSONField(blank=True, db_default={}, default=dict)),
                (
                    "corrections",
                    models.JSONField(blank=True, db_default={}, default=dict),
                ),
                ("plan", models.CharField(blank=True, max_length=80)),
                ("autonomy", models.CharField(blank=True, max_length=80)),
                ("credential", models.CharField(blank=True, max_length=80)),
                ("training", models.CharField(blank=True, max_length=80)),
                ("contract", models.CharField(blank=True, max_length=80)),
                (
                    "lifetime",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True),
                ),
                (
                    "lifetime_as",
                    models.CharField(
                        choices=[
                            ("value", "A day or a number"),
                            ("never", "Never"),
                            ("always", "At every run"),
                            ("endless", "Without end"),
                            ("unknown", "Not known"),
                            ("not_asked", "Does not apply"),
                        ],
                        db_default="unknown",
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("changed_on", models.DateField(null=True)),
                (
                    "changed_as",
                    models.CharField(
                        choices=[
                            ("value", "A day or a number"),
                            ("never", "Never"),
                            ("always", "At every run"),
                            ("endless", "Without end"),
                            ("unknown", "Not known"),
                            ("not_asked", "Does not apply"),
                        ],
                        db_default="unknown",
                        default="unknown",
                        max_length=10,
                    ),
                ),
                (
                    "retention",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True),
                ),
                (
                    "retention_as",
                    models.CharField(
                        choices=[
                            ("value", "A day or a number"),
                            ("never", "Never"),
                            ("always", "At every run"),
                            ("endless", "Without end"),
                            ("unknown", "Not known"),
                            ("not_asked", "Does not apply"),
                        ],
                        db_default="unknown",
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("reviewed_on", models.DateField(null=True)),
                (
                    "reviewed_as",
                    models.CharField(
                        choices=[
                            ("value", "A day or a number"),
                            ("never", "Never"),
                            ("always", "At every run"),
                            ("endless", "Without end"),
                            ("unknown", "Not known"),
                            ("not_asked", "Does not apply"),
                        ],
                        db_default="unknown",
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("highest", models.PositiveSmallIntegerField(default=0)),
                (
                    "rights",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "excess",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "reach",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        default=list,
                        size=None,
                    ),
                ),
                ("excess_rank", models.PositiveIntegerField(default=0)),
                (
                    "places",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16),
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "outside",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16),
                        default=list,
                        size=None,
                    ),
                ),
                ("kept_at", models.DateTimeField(auto_now_add=True)),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tools",
                        to="vendors.engagement",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="questionnaires.entry",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="questionnaires.response",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tools",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "ordering": ["product", "vendor__name", "position"],
                "indexes": [
                    models.Index(
                        fields=["organisation", "product"], name="tools_by_product"
                    ),
                    models.Index(
                        fields=["organisation", "changed_on"],
                        name="tools_by_credential_age",
                    ),
                    models.Index(
                        condition=models.Q(("excess_rank__gt", 0)),
                        fields=["organisation", "-excess_rank"],
                        name="tools_by_excess",
                    ),
                    models.Index(
                        fields=["organisation", "reviewed_on"], name="tools_by_review"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["places"], name="tools_by_place"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("response", "entry"), name="one_tool_per_entry"
                    )
                ],
            },
        ),
    ]
