"""Evidence on the exact answer; after submission only the virus scan may still speak."""

import django.db.models.deletion
import questionnaires.models.evidence
import uuid
from django.db import migrations, models

FREEZE = """
CREATE FUNCTION questionnaires_keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid := COALESCE(NEW.response_id, OLD.response_id);
    scanned questionnaires_evidence%ROWTYPE;
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM questionnaires_response
        WHERE id IN (touched, OLD.response_id) AND state = 'submitted'
    ) THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.kind = 'file' AND OLD.scan_state IN ('none', 'waiting') THEN
        scanned := NEW;
        scanned.scan_state := OLD.scan_state;
        scanned.scan_reason := OLD.scan_reason;
        IF NEW.scan_state = 'infected' AND NEW.file = '' THEN
            scanned.file := OLD.file;
        END IF;
        IF scanned IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the response is submitted: its % rows never change', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER submitted_evidence_never_changes BEFORE INSERT OR UPDATE OR DELETE
    ON questionnaires_evidence
    FOR EACH ROW EXECUTE FUNCTION questionnaires_keep_evidence();
"""

THAW = """
DROP TRIGGER submitted_evidence_never_changes ON questionnaires_evidence;
DROP FUNCTION questionnaires_keep_evidence();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('questionnaires', '0006_entry_catalogue'),
    ]

    operations = [
        migrations.AlterField(
            model_name='responseevent',
            name='kind',
            field=models.CharField(choices=[('opened', 'Opened'), ('answered', 'Answered'), ('cleared', 'Answer cleared'), ('entry_added', 'Entry added'), ('entry_copied', 'Entry copied'), ('entry_removed', 'Entry removed'), ('entry_restored', 'Entry restored'), ('remarked', 'Remark on an answer'), ('remark_removed', 'Remark removed'), ('evidence_added', 'Evidence added'), ('evidence_removed', 'Evidence removed'), ('evidence_scanned', 'Evidence scanned'), ('invited', 'Invitation made'), ('sections_given', 'Sections given'), ('invitation_revoked', 'Invitation revoked'), ('entered', 'Respondent entered'), ('submitted', 'Submitted')], max_length=24),
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('question', models.CharField(max_length=32)),
                ('kind', models.CharField(choices=[('file', 'File'), ('link', 'Link'), ('note', 'Note')], max_length=8)),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True)),
                ('url', models.URLField(blank=True, max_length=2000)),
                ('file', models.FileField(blank=True, max_length=200, storage=questionnaires.models.evidence.evidence_storage, upload_to='')),
                ('file_name', models.CharField(blank=True, max_length=150)),
                ('content_type', models.CharField(blank=True, max_length=100)),
                ('size', models.PositiveIntegerField(default=0)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('level', models.CharField(choices=[('declared', 'Declared'), ('documented', 'Documented'), ('verified', 'Verified')], default='declared', max_length=12)),
                ('effective_on', models.DateField(blank=True, null=True)),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('scan_state', models.CharField(choices=[('none', 'Not scanned'), ('waiting', 'Being checked'), ('clean', 'No virus found'), ('infected', 'Virus found'), ('failed', 'Could not be checked')], default='none', max_length=8)),
                ('scan_reason', models.CharField(blank=True, max_length=300)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='questionnaires.respondent')),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='questionnaires.entry')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='questionnaires.response')),
            ],
            options={
                'verbose_name_plural': 'evidence',
                'ordering': ['added_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', ['declared', 'documented'])), name='evidence_is_never_verified_by_its_vendor'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'file'), models.Q(('sha256', ''), _negated=True)), models.Q(('kind', 'link'), models.Q(('url', ''), _negated=True)), models.Q(('kind', 'note'), models.Q(('text', ''), _negated=True)), _connector='OR'), name='evidence_shows_something'), models.CheckConstraint(condition=models.Q(('effective_on', None), ('expires_on', None), ('expires_on__gte', models.F('effective_on')), _connector='OR'), name='evidence_expires_after_it_begins')],
            },
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
