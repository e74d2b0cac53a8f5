import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notification",
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
                            ("submitted", "A vendor submitted answers"),
                            ("replied", "A vendor replied to questions"),
                            (
                                "action",
                                "A vendor proposed an action, or reported it as done",
                            ),
                            ("overdue", "Answers are overdue"),
                            (
                                "mail_failed",
                                "A mail to a vendor could not be delivered",
                            ),
                            ("credential", "A credential lapses or lapsed"),
                            ("decision", "A decision is wanted"),
                            ("acceptance", "The acceptance of a risk ends"),
                            ("break_glass", "The break-glass account was used"),
                            ("domain", "A verified e-mail domain lapses or lapsed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("object_type", models.CharField(max_length=60)),
                ("object_id", models.CharField(max_length=64)),
                ("object_label", models.CharField(max_length=254)),
                ("detail", models.CharField(blank=True, max_length=300)),
                (
                    "sentence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("due", "Due by %(day)s"),
                            ("accepted", "Accepted until %(day)s"),
                            ("undelivered", "%(email)s: %(reason)s"),
                        ],
                        db_default="",
                        default="",
                        max_length=12,
                    ),
                ),
                ("facts", models.JSONField(blank=True, db_default={}, default=dict)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("is_shown", models.BooleanField(default=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "mail",
                    models.CharField(
                        choices=[
                            ("none", "No mail"),
                            ("now", "At once"),
                            ("daily", "Once a day"),
                        ],
                        max_length=6,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "indexes": [
                    models.Index(
                        fields=["user", "-made_at"], name="notifications_newest"
                    ),
                    models.Index(
                        condition=models.Q(("is_shown", True), ("read_at", None)),
                        fields=["user"],
                        name="notifications_unread",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("mailed_at", None),
                            models.Q(("mail", "none"), _negated=True),
                        ),
                        fields=["mail", "made_at"],
                        name="notifications_to_mail",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "kind", "key"), name="told_once_of_an_occasion"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("submitted", "A vendor submitted answers"),
                            ("replied", "A vendor replied to questions"),
                            (
                                "action",
                                "A vendor proposed an action, or reported it as done",
                            ),
                            ("overdue", "Answers are overdue"),
                            (
                                "mail_failed",
                                "A mail to a vendor could not be delivered",
                            ),
                            ("credential", "A credential lapses or lapsed"),
                            ("decision", "A decision is wanted"),
                            ("acceptance", "The acceptance of a risk ends"),
                            ("break_glass", "The break-glass account was used"),
                            ("domain", "A verified e-mail domain lapses or lapsed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("is_shown", models.BooleanField(default=True)),
                (
                    "mail",
                    models.CharField(
                        choices=[
                            ("none", "No mail"),
                            ("now", "At once"),
                            ("daily", "Once a day"),
                        ],
                        default="daily",
                        max_length=6,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "kind"), name="one_preference_per_kind"
                    )
                ],
            },
        ),
    ]
