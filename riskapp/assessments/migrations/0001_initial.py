import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("questionnaires", "0001_initial"),
        ("vendors", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "Waiting for the vendor"),
                            ("submitted", "Being scored"),
                            ("scored", "Scored"),
                            ("clarifying", "Waiting for replies"),
                            ("decided", "Decided"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="sent",
                        max_length=12,
                    ),
                ),
                ("due_on", models.DateField()),
                ("reminders_from", models.DateField(blank=True, null=True)),
                (
                    "withdrawn_because",
                    models.CharField(blank=True, default="", max_length=500),
                ),
                (
                    "form_token",
                    models.UUIDField(editable=False, null=True, unique=True),
                ),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("watch_on", models.DateField(blank=True, null=True)),
                ("warned_on", models.DateField(blank=True, null=True)),
                (
                    "score_again",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("submitted", "Answers submitted"),
                            ("clarified", "Questions answered"),
                            ("confirmed", "Answers confirmed"),
                            ("changed", "Change reported"),
                            ("reviewed", "Reviewed"),
                            ("lapsed", "A date has passed unconfirmed"),
                            ("model", "Scored by a newer model"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "score_tries",
                    models.PositiveSmallIntegerField(db_default=0, default=0),
                ),
                (
                    "score_failed",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=300
                    ),
                ),
                ("review_completed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="vendors.engagement",
                    ),
                ),
                (
                    "follow_up",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_again_for",
                        to="questionnaires.response",
                    ),
                ),
                (
                    "last_reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "response",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessment",
                        to="questionnaires.response",
                    ),
                ),
                (
                    "review_completed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at"],
            },
        ),
        migrations.CreateModel(
            name="Score",
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
                ("response_digest", models.CharField(max_length=64)),
                ("model", models.CharField(max_length=40)),
                ("catalogue_version", models.CharField(max_length=40)),
                ("as_of", models.DateField()),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("submitted", "Answers submitted"),
                            ("clarified", "Questions answered"),
                            ("confirmed", "Answers confirmed"),
                            ("changed", "Change reported"),
                            ("reviewed", "Reviewed"),
                            ("lapsed", "A date has passed unconfirmed"),
                            ("model", "Scored by a newer model"),
                        ],
                        default="submitted",
                        max_length=14,
                    ),
                ),
                ("overlay_digest", models.CharField(blank=True, max_length=64)),
                ("result", models.JSONField()),
                ("inherent", models.DecimalField(decimal_places=1, max_digits=4)),
                ("control", models.DecimalField(decimal_places=1, max_digits=4)),
                ("residual_model", models.DecimalField(decimal_places=1, max_digits=4)),
                ("residual", models.DecimalField(decimal_places=1, max_digits=4)),
                (
                    "rating",
                    models.CharField(
                        choices=[
                            ("low", "Low"),
                            ("moderate", "Moderate"),
                            ("high", "High"),
                            ("critical", "Critical"),
                        ],
                        max_length=10,
                    ),
                ),
                ("evidence", models.DecimalField(decimal_places=1, max_digits=4)),
                ("completeness", models.DecimalField(decimal_places=1, max_digits=4)),
                ("provisional", models.BooleanField()),
                ("rules_fired", models.PositiveIntegerField()),
                ("tools", models.PositiveIntegerField()),
                ("law_counts", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="assessments.assessment",
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
            ],
        ),
        migrations.AddField(
            model_name="assessment",
            name="score",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.score",
            ),
        ),
        migrations.CreateModel(
            name="ScoreChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("submitted", "Answers submitted"),
                            ("clarified", "Questions answered"),
                            ("confirmed", "Answers confirmed"),
                            ("changed", "Change reported"),
                            ("reviewed", "Reviewed"),
                            ("lapsed", "A date has passed unconfirmed"),
                            ("model", "Scored by a newer model"),
                        ],
                        max_length=14,
                    ),
                ),
                ("why", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.score",
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="score_changes",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.score",
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
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Reviewer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("last_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviewers",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "user"), name="one_line_per_reviewer"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(
                fields=(
                    "assessment",
                    "response_digest",
                    "overlay_digest",
                    "model",
                    "catalogue_version",
                ),
                name="one_score_per_response_and_catalogue",
            ),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                fields=["organisation", "-started_at"], name="assessments_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                condition=models.Q(("score__isnull", False)),
                fields=["watch_on"],
                name="assessments_to_watch",
            ),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                fields=["organisation", "state", "due_on"], name="assessments_by_state"
            ),
        ),
    ]
