import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import riskapp.common.folding
from django.db import migrations, models

# Whose the vendor is, whoever writes.
KEEP = """
CREATE FUNCTION vendors_contact_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.organisation_id := (SELECT v.organisation_id FROM vendors_vendor v WHERE v.id = NEW.vendor_id);
    RETURN NEW;
END $$;

CREATE TRIGGER contact_of_organisation BEFORE INSERT OR UPDATE OF organisation_id, vendor_id
    ON vendors_contact FOR EACH ROW EXECUTE FUNCTION vendors_contact_organisation();

UPDATE vendors_contact SET organisation_id = NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""
UNDO = """
DROP TRIGGER contact_of_organisation ON vendors_contact;
DROP FUNCTION vendors_contact_organisation();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('common', '0002_folded'),
        ('vendors', '0008_words_folded'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='organisation',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.RunSQL(KEEP, UNDO),
        migrations.AddField(
            model_name='contact',
            name='folded',
            field=models.GeneratedField(db_persist=True, expression=riskapp.common.folding.Folded(django.db.models.functions.comparison.Cast(django.db.models.functions.text.Concat('name', models.Value('\n'), 'email', output_field=models.TextField()), models.TextField())), output_field=models.TextField()),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['organisation', 'vendor'], name='contacts_counted'),
        ),
    ]
