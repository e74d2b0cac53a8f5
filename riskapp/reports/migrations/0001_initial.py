import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("assessments", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportLook",
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
                ("colour", models.CharField(blank=True, max_length=7)),
                ("logo", models.BinaryField(blank=True, default=b"")),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_look",
                        to="accounts.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Report",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("assessment", "One assessment"),
                            ("bundle", "All approved vendors"),
                            ("portfolio", "The portfolio"),
                            ("comparison", "A comparison of vendors"),
                        ],
                        default="assessment",
                        max_length=12,
                    ),
                ),
                (
                    "variant",
                    models.CharField(
                        choices=[
                            ("full", "Full report, for security"),
                            ("complete", "Full report with every answer"),
                            ("summary", "Summary, for procurement"),
                            ("vendor", "Vendor's copy, without internal notes"),
                        ],
                        default="full",
                        max_length=8,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("de", "Deutsch")],
                        default="en",
                        max_length=2,
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            (
                                "pdfa",
                                "PDF for archives (PDF/A-3, with the data attached)",
                            ),
                            ("xlsx", "Workbook (XLSX)"),
                            ("json", "JSON"),
                            ("addendum", "Contract addendum, draft (DOCX)"),
                            ("addendum-pdf", "Contract addendum, draft (PDF)"),
                            ("cyclonedx", "CycloneDX 1.6 declarations"),
                            ("oscal-results", "OSCAL assessment results"),
                            ("oscal-plan", "OSCAL plan of action"),
                            ("zip", "ZIP"),
                        ],
                        default="pdf",
                        max_length=16,
                    ),
                ),
                ("inputs", models.JSONField(default=dict)),
                ("inputs_digest", models.CharField(blank=True, max_length=64)),
                (
                    "code",
                    models.CharField(blank=True, max_length=14, null=True, unique=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("rendering", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                            ("expired", "Removed after its time"),
                        ],
                        default="queued",
                        max_length=12,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("reason", models.TextField(blank=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("requested_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("file", models.FileField(blank=True, upload_to="reports/%Y/%m/")),
                ("pages", models.PositiveIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                ("is_signed", models.BooleanField(default=False)),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "score",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="assessments.score",
                    ),
                ),
            ],
            options={
                "ordering": ["-requested_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(
                                models.Q(("file", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ready_report_has_a_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "assessment"), _negated=True),
                            models.Q(
                                ("assessment__isnull", False), ("score__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="report_on_an_assessment_names_its_score",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("inputs_digest", ""), _negated=True),
                        fields=("organisation", "inputs_digest"),
                        name="one_report_per_input",
                    ),
                ],
            },
        ),
    ]
