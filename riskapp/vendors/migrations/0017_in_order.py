from django.db import migrations, models

# By what the name of the vendor is sorted, whoever writes, and with people that it was archived. As
# much of it as leaves a row of an index room for another name of 200 letters, Korean or others.
KEEP = """
CREATE FUNCTION vendors_engagement_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.vendor_sorted := COALESCE(
        (SELECT left(v.name_sorted, 150) FROM vendors_vendor v WHERE v.id = NEW.vendor_id), '');
    RETURN NEW;
END $$;

CREATE TRIGGER engagement_in_order BEFORE INSERT OR UPDATE OF vendor_sorted, vendor_id
    ON vendors_engagement FOR EACH ROW EXECUTE FUNCTION vendors_engagement_in_order();

CREATE FUNCTION vendors_contact_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT left(v.name_sorted, 150), v.archived_at IS NOT NULL INTO NEW.vendor_sorted, NEW.put_away
      FROM vendors_vendor v WHERE v.id = NEW.vendor_id;
    NEW.vendor_sorted := COALESCE(NEW.vendor_sorted, '');
    NEW.put_away := COALESCE(NEW.put_away, false);
    RETURN NEW;
END $$;

CREATE TRIGGER contact_in_order BEFORE INSERT OR UPDATE OF vendor_sorted, put_away, vendor_id
    ON vendors_contact FOR EACH ROW EXECUTE FUNCTION vendors_contact_in_order();

CREATE FUNCTION vendors_pass_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.name_sorted <> NEW.name_sorted THEN
        UPDATE vendors_engagement SET vendor_sorted = left(NEW.name_sorted, 150)
         WHERE vendor_id = NEW.id;
    END IF;
    UPDATE vendors_contact SET vendor_sorted = left(NEW.name_sorted, 150),
           put_away = NEW.archived_at IS NOT NULL
     WHERE vendor_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER vendor_passes_order AFTER UPDATE OF name, archived_at ON vendors_vendor FOR EACH ROW
    WHEN (OLD.name_sorted <> NEW.name_sorted
          OR (OLD.archived_at IS NULL) <> (NEW.archived_at IS NULL))
    EXECUTE FUNCTION vendors_pass_order();
"""
FILL = """
UPDATE vendors_engagement e SET vendor_sorted = left(v.name_sorted, 150)
  FROM vendors_vendor v WHERE v.id = e.vendor_id;
UPDATE vendors_contact c SET vendor_sorted = left(v.name_sorted, 150), put_away = v.archived_at IS NOT NULL
  FROM vendors_vendor v WHERE v.id = c.vendor_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
UNDO = """
DROP TRIGGER vendor_passes_order ON vendors_vendor;
DROP TRIGGER contact_in_order ON vendors_contact;
DROP TRIGGER engagement_in_order ON vendors_engagement;
DROP FUNCTION vendors_pass_order();
DROP FUNCTION vendors_contact_in_order();
DROP FUNCTION vendors_engagement_in_order();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0016_by_contract'),
    ]

    operations = [
        migrations.AddField(
            model_name='engagement',
            name='vendor_sorted',
            field=models.TextField(db_collation='C', db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='contact',
            name='vendor_sorted',
            field=models.TextField(db_collation='C', db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='contact',
            name='put_away',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, UNDO),
        migrations.RemoveIndex(
            model_name='vendor',
            name='vendors_by_name',
        ),
        migrations.AddIndex(
            model_name='vendor',
            index=models.Index(fields=['organisation', 'name_sorted', 'id'], include=('archived_at', 'owner', 'worst_tier', 'worst_rating', 'residual', 'created_at'), name='vendors_in_order'),
        ),
        migrations.AddIndex(
            model_name='engagement',
            index=models.Index(fields=['organisation', 'vendor_sorted', 'name_sorted', 'id'], include=('put_away', 'vendor', 'tier', 'rating', 'inherent', 'residual', 'next_review_on', 'contract_ends_on', 'created_at'), name='engagements_in_order'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(models.F('organisation'), models.F('vendor_sorted'), models.OrderBy(models.F('is_main'), descending=True), models.F('name_sorted'), models.F('id'), include=('vendor', 'put_away', 'email', 'created_at'), name='contacts_in_order'),
        ),
    ]
