import django.contrib.postgres.fields
import django.db.models.deletion
import questionnaires.models.evidence
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("assessments", "0001_initial"),
        ("questionnaires", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Finding",
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
                    "source",
                    models.CharField(
                        choices=[
                            ("rule", "Raised by rule"),
                            ("hand", "Added by hand"),
                            ("condition", "Condition of a decision"),
                        ],
                        default="rule",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("planned", "Action agreed"),
                            ("done", "Reported as done"),
                            ("verified", "Verified and closed"),
                            ("resolved", "Settled by a new answer"),
                            ("accepted", "Risk accepted"),
                            ("merged", "Merged into another"),
                            ("dismissed", "Not a weakness"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("critical", "Critical"),
                            ("high", "High"),
                            ("moderate", "Moderate"),
                            ("low", "Low"),
                        ],
                        max_length=10,
                    ),
                ),
                ("for_buyer", models.BooleanField(default=False)),
                ("rank", models.PositiveIntegerField()),
                ("question", models.CharField(blank=True, max_length=32)),
                ("entry", models.CharField(blank=True, max_length=64)),
                ("tool", models.CharField(blank=True, max_length=200)),
                ("risk", models.PositiveSmallIntegerField(default=0)),
                (
                    "gain",
                    models.DecimalField(
                        decimal_places=1, default=Decimal("0"), max_digits=4
                    ),
                ),
                ("text", models.TextField()),
                ("remedy", models.TextField(blank=True)),
                (
                    "rules",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "criteria",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=40
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_reason", models.TextField(blank=True)),
                ("accepted_until", models.DateField(blank=True, null=True)),
                ("raised_at", models.DateTimeField(auto_now_add=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="findings.finding",
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "score",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="assessments.score",
                    ),
                ),
            ],
            options={
                "ordering": ["rank", "raised_at"],
            },
        ),
        migrations.CreateModel(
            name="FindingEvent",
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
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("raised", "Raised"),
                            ("edited", "Edited"),
                            ("released", "Shown to the vendor"),
                            ("proposed", "Action proposed"),
                            ("reported", "Reported as done"),
                            ("agreed", "Action agreed"),
                            ("declined", "Action declined"),
                            ("verified", "Verified and closed"),
                            ("resolved", "Settled by a new answer"),
                            ("accepted", "Risk accepted"),
                            ("reopened", "Reopened"),
                            ("merged", "Merged"),
                            ("dismissed", "Dismissed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("before", models.JSONField(blank=True, null=True)),
                ("after", models.JSONField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="findings.finding",
                    ),
                ),
                (
                    "respondent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="questionnaires.respondent",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Plan",
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
                ("text", models.TextField(max_length=2000)),
                ("url", models.URLField(blank=True, max_length=2000)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("is_done", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("agreed", "Agreed"),
                            ("declined", "Declined"),
                            ("replaced", "Replaced by a later one"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="findings.finding",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="questionnaires.respondent",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="PlanFile",
            fields=[
                (
                    "file",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        storage=questionnaires.models.evidence.evidence_storage,
                        upload_to="",
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=150)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "scan_state",
                    models.CharField(
                        choices=[
                            ("none", "Not scanned"),
                            ("waiting", "Being checked"),
                            ("clean", "No virus found"),
                            ("infected", "Virus found"),
                            ("failed", "Could not be checked"),
                        ],
                        default="none",
                        max_length=8,
                    ),
                ),
                ("scan_reason", models.CharField(blank=True, max_length=300)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="findings.plan",
                    ),
                ),
            ],
            options={
                "ordering": ["added_at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                fields=["organisation", "state"], name="findings_by_state"
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                condition=models.Q(("state", "accepted")),
                fields=["accepted_until"],
                name="findings_accepted_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source", "rule")),
                fields=("assessment", "question", "entry"),
                name="one_finding_per_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "accepted"), _negated=True),
                    models.Q(
                        ("accepted_by__isnull", False),
                        ("accepted_until__isnull", False),
                        models.Q(("accepted_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="accepted_finding_has_a_name_and_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("for_buyer", False), ("released_at", None), _connector="OR"
                ),
                name="finding_of_the_buyer_is_never_shown_to_the_vendor",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                    models.Q(
                        models.Q(("state", "merged"), _negated=True),
                        ("merged_into", None),
                    ),
                    _connector="OR",
                ),
                name="merged_finding_says_into_which",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_done", True), ("due_on__isnull", False), _connector="OR"
                ),
                name="plan_has_a_day_or_is_done",
            ),
        ),
    ]
