"""The different names of objects and persons in a trail, in which words are looked for, and indexes
that lead from a name to its entries.

A statement that adds entries adds the names that are new; nobody waits for anybody, so a name may
be there twice. What is erased of an entry goes from the names too, once no other entry has it.
"""

import django.db.models.deletion
import django.db.models.functions.comparison
import riskapp.common.folding
from django.conf import settings
from django.db import migrations, models

# Each name is looked up for itself: of the rows of a statement the planner does not know how many
# there are.
KEEP = """
CREATE FUNCTION audit_keep_names() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO audit_trailname (organisation_id, of_person, name)
        SELECT DISTINCT n.organisation_id, one.of_person, one.name
          FROM new_rows n
         CROSS JOIN LATERAL (
             VALUES (false, n.object_label), (true, n.actor_label)) one(of_person, name)
         WHERE n.organisation_id IS NOT NULL
           AND (SELECT t.id FROM audit_trailname t
                 WHERE t.organisation_id = n.organisation_id AND t.of_person = one.of_person
                   AND t.name = one.name LIMIT 1) IS NULL;
    RETURN NULL;
END $$;

CREATE TRIGGER auditentry_keeps_names AFTER INSERT ON audit_auditentry
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit_keep_names();

CREATE FUNCTION audit_erase_names() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO audit_trailname (organisation_id, of_person, name)
        SELECT NEW.organisation_id, one.*
          FROM (VALUES (false, NEW.object_label), (true, NEW.actor_label)) one(of_person, name)
         WHERE NOT EXISTS (
             SELECT FROM audit_trailname t WHERE t.organisation_id = NEW.organisation_id
                AND t.of_person = one.of_person AND t.name = one.name);
    DELETE FROM audit_trailname t
     WHERE t.organisation_id = OLD.organisation_id AND NOT t.of_person
       AND t.name = OLD.object_label AND NOT EXISTS (
           SELECT FROM audit_auditentry e WHERE (e.tenant = OLD.tenant OR e.tenant IS NULL)
              AND e.organisation_id = OLD.organisation_id AND e.object_label = OLD.object_label);
    DELETE FROM audit_trailname t
     WHERE t.organisation_id = OLD.organisation_id AND t.of_person
       AND t.name = OLD.actor_label AND NOT EXISTS (
           SELECT FROM audit_auditentry e WHERE (e.tenant = OLD.tenant OR e.tenant IS NULL)
              AND e.organisation_id = OLD.organisation_id AND e.actor_label = OLD.actor_label);
    RETURN NULL;
END $$;

CREATE TRIGGER auditentry_erases_names AFTER UPDATE OF object_label, actor_label ON audit_auditentry
    FOR EACH ROW WHEN (OLD.organisation_id IS NOT NULL AND (
        OLD.object_label <> NEW.object_label OR OLD.actor_label <> NEW.actor_label))
    EXECUTE FUNCTION audit_erase_names();
"""
FILL = """
INSERT INTO audit_trailname (organisation_id, of_person, name)
    SELECT DISTINCT organisation_id, false, object_label FROM audit_auditentry
     WHERE organisation_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT organisation_id, true, actor_label FROM audit_auditentry
     WHERE organisation_id IS NOT NULL;
"""
UNDO = """
DROP FUNCTION audit_keep_names() CASCADE;
DROP FUNCTION audit_erase_names() CASCADE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_mails_handed_over'),
        ('audit', '0008_sealed_together'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TrailName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of_person', models.BooleanField()),
                ('name', models.CharField(max_length=254)),
                ('folded', models.GeneratedField(db_persist=True, expression=riskapp.common.folding.Folded(django.db.models.functions.comparison.Cast('name', models.TextField())), output_field=models.TextField())),
            ],
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['organisation', 'at'], include=('tenant',), name='audit_of_days'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['organisation', 'object_label'], name='audit_by_name'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['organisation', 'actor_label', '-id'], name='audit_by_person'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(condition=models.Q(('after__has_key', 'rows')), fields=['organisation', '-id'], name='audit_of_many_things'),
        ),
        migrations.AddField(
            model_name='trailname',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddIndex(
            model_name='trailname',
            index=models.Index(fields=['organisation', 'of_person', 'name'], include=('folded',), name='trail_names'),
        ),
        migrations.RunSQL(KEEP, UNDO),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
