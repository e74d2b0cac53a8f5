import django.contrib.postgres.fields
import django.db.models.deletion
import questionnaires.models.evidence
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Draft",
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
                ("owner", models.UUIDField(db_index=True)),
                ("file_name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
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
                ("section", models.CharField(max_length=20)),
                ("position", models.PositiveIntegerField()),
                ("catalogue", models.CharField(blank=True, max_length=80)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "origin",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="questionnaires.entry",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "ordering": ["position", "added_at"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
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
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "role",
                    models.CharField(
                        choices=[("lead", "Lead"), ("contributor", "Contributor")],
                        default="lead",
                        max_length=12,
                    ),
                ),
                (
                    "sections",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=10)),
                ("generation", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "continues",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="continued_by",
                        to="questionnaires.invitation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EntryCode",
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
                ("email", models.EmailField(max_length=254)),
                ("proof", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="questionnaires.invitation",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="Questionnaire",
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
                ("slug", models.SlugField(max_length=80)),
                ("owner", models.UUIDField(blank=True, editable=False, null=True)),
                ("title", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("owner", None)),
                        fields=("slug",),
                        name="shared_questionnaire_once",
                    ),
                    models.UniqueConstraint(
                        fields=("slug", "owner"), name="own_questionnaire_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionnaireVersion",
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
                ("version", models.CharField(max_length=20)),
                ("document", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(auto_now_add=True)),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="questionnaires.questionnaire",
                    ),
                ),
            ],
            options={
                "ordering": ["-published_at"],
            },
        ),
        migrations.CreateModel(
            name="Respondent",
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
                ("name", models.CharField(blank=True, max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="respondents",
                        to="questionnaires.invitation",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="questionnaires.respondent",
            ),
        ),
        migrations.CreateModel(
            name="Response",
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
                ("tenant", models.UUIDField(db_index=True)),
                ("asked_by", models.CharField(max_length=200)),
                ("about", models.CharField(max_length=200)),
                ("respondent_name", models.CharField(max_length=200)),
                ("profile", models.JSONField(default=dict)),
                (
                    "entry_policy",
                    models.CharField(
                        choices=[
                            ("link", "The link alone"),
                            ("code", "The link and a six-digit code sent by mail"),
                            ("account", "The link and an account with a second factor"),
                        ],
                        default="link",
                        max_length=8,
                    ),
                ),
                (
                    "allowed_domains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=253),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "colleagues_anywhere",
                    models.BooleanField(db_default=False, default=False),
                ),
                ("language", models.CharField(blank=True, max_length=10)),
                (
                    "time_zone",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=50
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("first", "Questionnaire"),
                            ("cycle", "Review of last time's answers"),
                            ("clarification", "Questions about answers"),
                            ("confirmation", "Confirmation of answers"),
                            ("notice", "Notice of a change"),
                        ],
                        default="first",
                        max_length=14,
                    ),
                ),
                ("closed", models.JSONField(blank=True, default=list)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("message", models.TextField(blank=True, default="")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("submitted", "Submitted")],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("attested_name", models.CharField(blank=True, max_length=200)),
                ("attested_role", models.CharField(blank=True, max_length=200)),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "secret",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=32
                    ),
                ),
                ("proofs", models.JSONField(blank=True, null=True)),
                ("answered", models.PositiveIntegerField(default=0)),
                ("applicable", models.PositiveIntegerField(default=0)),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="questionnaires.response",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="questionnaires.questionnaireversion",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="respondent",
            name="response",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="respondents",
                to="questionnaires.response",
            ),
        ),
        migrations.CreateModel(
            name="Remark",
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
                ("question", models.CharField(max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("action", "We will change this"),
                            ("justification", "There is a reason for it"),
                        ],
                        max_length=13,
                    ),
                ),
                ("text", models.TextField(max_length=2000)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="questionnaires.entry",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="questionnaires.respondent",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="questionnaires.response",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="invitation",
            name="response",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="questionnaires.response",
            ),
        ),
        migrations.CreateModel(
            name="Evidence",
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
                ("question", models.CharField(max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[("file", "File"), ("link", "Link"), ("note", "Note")],
                        max_length=8,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True)),
                ("url", models.URLField(blank=True, max_length=2000)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("declared", "Declared"),
                            ("documented", "Documented"),
                            ("verified", "Verified"),
                        ],
                        default="declared",
                        max_length=12,
                    ),
                ),
                ("effective_on", models.DateField(blank=True, null=True)),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="questionnaires.entry",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="questionnaires.respondent",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="questionnaires.response",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["added_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="entry",
            name="response",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="questionnaires.response",
            ),
        ),
        migrations.CreateModel(
            name="Clarification",
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
                ("question", models.CharField(max_length=32)),
                ("text", models.TextField(max_length=2000)),
                ("author", models.CharField(max_length=254)),
                ("signed", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("reply", models.TextField(blank=True, max_length=4000)),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="questionnaires.entry",
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="questionnaires.respondent",
                    ),
                ),
                (
                    "asked_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions_asked",
                        to="questionnaires.response",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clarifications",
                        to="questionnaires.response",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Answer",
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
                ("question", models.CharField(max_length=32)),
                ("value", models.JSONField()),
                (
                    "evidence_level",
                    models.CharField(
                        choices=[
                            ("declared", "Declared"),
                            ("documented", "Documented"),
                            ("verified", "Verified"),
                        ],
                        default="declared",
                        max_length=12,
                    ),
                ),
                ("revision", models.BigIntegerField(default=0)),
                ("prefilled", models.BooleanField(default=False)),
                ("answered_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="questionnaires.entry",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="questionnaires.respondent",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="questionnaires.response",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ResponseEvent",
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
                            ("opened", "Opened"),
                            ("answered", "Answered"),
                            ("cleared", "Answer cleared"),
                            ("confirmed", "Answer confirmed"),
                            ("replied", "Question answered"),
                            ("entry_added", "Entry added"),
                            ("entry_copied", "Entry copied"),
                            ("entry_removed", "Entry removed"),
                            ("entry_restored", "Entry restored"),
                            ("remarked", "Remark on an answer"),
                            ("remark_removed", "Remark removed"),
                            ("evidence_added", "Evidence added"),
                            ("evidence_removed", "Evidence removed"),
                            ("evidence_scanned", "Evidence scanned"),
                            ("invited", "Invitation made"),
                            ("due_moved", "Due date moved"),
                            ("sections_given", "Sections given"),
                            ("invitation_revoked", "Invitation revoked"),
                            ("language_chosen", "Language chosen"),
                            ("entered", "Respondent entered"),
                            ("uploaded", "Answers taken over from a file"),
                            ("submitted", "Submitted"),
                        ],
                        max_length=24,
                    ),
                ),
                ("actor", models.CharField(blank=True, max_length=254)),
                ("question", models.CharField(blank=True, max_length=32)),
                ("before", models.JSONField(blank=True, null=True)),
                ("after", models.JSONField(blank=True, null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="questionnaires.entry",
                    ),
                ),
                (
                    "respondent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="questionnaires.respondent",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="questionnaires.response",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Upload",
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
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("file_name", models.CharField(max_length=150)),
                ("sha256", models.CharField(max_length=64)),
                ("says", models.JSONField()),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("applied", models.PositiveIntegerField(default=0)),
                ("left_out", models.PositiveIntegerField(default=0)),
                (
                    "respondent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploads",
                        to="questionnaires.respondent",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploads",
                        to="questionnaires.response",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="WrongTry",
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
                ("email", models.EmailField(max_length=254)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wrong_tries",
                        to="questionnaires.invitation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "wrong tries",
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
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
                            ("invitation", "Invitation"),
                            ("colleague", "Invitation by a colleague"),
                            ("code", "Six-digit code"),
                            ("cycle", "Invitation to review last time's answers"),
                            ("questions", "Questions about answers"),
                            ("confirm", "Request to confirm answers"),
                            ("findings", "Points to act on"),
                            ("decision", "Decision"),
                            ("reminder", "Reminder"),
                            ("overdue", "Reminder after the due date"),
                            ("extended", "New due date"),
                            ("withdrawn", "Withdrawal"),
                            ("infected", "File with a virus"),
                        ],
                        max_length=12,
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("leads_to", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("queued_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="questionnaires.evidence",
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="questionnaires.invitation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "ordering": ["-queued_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["queued_at"],
                        name="delivery_still_queued",
                    ),
                    models.Index(
                        fields=["kind", "-queued_at"], name="delivery_by_kind"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="questionnaireversion",
            constraint=models.UniqueConstraint(
                fields=("questionnaire", "version"), name="questionnaire_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("digest", ""), ("state", "open"), ("submitted_at", None)),
                    models.Q(
                        ("state", "submitted"),
                        ("submitted_at__isnull", False),
                        models.Q(("digest", ""), _negated=True),
                        models.Q(("attested_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="submitted_response_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("follows", None), ("purpose", "first")),
                    models.Q(
                        models.Q(("purpose", "first"), _negated=True),
                        ("follows__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="only_the_first_response_follows_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="respondent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("email", ""), _negated=True),
                fields=("invitation", "email"),
                name="one_respondent_per_invitation_and_email",
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.UniqueConstraint(
                fields=("response", "entry", "question"),
                name="one_remark_per_question_and_entry",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "action"), _negated=True),
                    ("due_on__isnull", False),
                    _connector="OR",
                ),
                name="action_has_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["declared", "documented"])),
                name="evidence_is_never_verified_by_its_vendor",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "file"), models.Q(("sha256", ""), _negated=True)),
                    models.Q(("kind", "link"), models.Q(("url", ""), _negated=True)),
                    models.Q(("kind", "note"), models.Q(("text", ""), _negated=True)),
                    _connector="OR",
                ),
                name="evidence_shows_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effective_on", None),
                    ("expires_on", None),
                    ("expires_on__gte", models.F("effective_on")),
                    _connector="OR",
                ),
                name="evidence_expires_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="clarification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("asked_in", None)),
                fields=("response", "entry", "question"),
                name="one_draft_question_per_answer",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                fields=("response", "entry", "question"),
                name="one_answer_per_question_and_entry",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="responseevent",
            index=models.Index(fields=["response", "id"], name="event_by_response"),
        ),
    ]
