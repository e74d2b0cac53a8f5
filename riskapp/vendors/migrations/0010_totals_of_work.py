import django.db.models.expressions
from django.db import migrations, models

# What the kept engagements of a vendor come to. First the vendors are locked, in one order, so
# that a statement that comes after sees what others changed before. Plans are made once, perhaps
# while there was next to nothing: each vendor is looked up by itself, without reading whole tables.
TOTALS = """
CREATE FUNCTION vendors_total(vendors uuid[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    PERFORM FROM vendors_vendor v WHERE v.id = ANY(vendors) ORDER BY v.id FOR NO KEY UPDATE;
    UPDATE vendors_vendor v
       SET engagement_count = c.number, worst_tier = c.tier, worst_rating = c.rating,
           residual = c.residual, next_review_on = c.next_review_on
      FROM unnest(vendors) x(id)
     CROSS JOIN LATERAL (
         SELECT count(*) AS number,
                max(array_position(ARRAY['low', 'moderate', 'high', 'very_high'],
                                   e.tier::text)) AS tier,
                max(array_position(ARRAY['low', 'moderate', 'high', 'critical'],
                                   e.rating::text)) AS rating,
                max(e.residual) AS residual, min(e.next_review_on) AS next_review_on
           FROM vendors_engagement e WHERE e.vendor_id = x.id AND e.archived_at IS NULL) c
     WHERE v.id = x.id
       AND (v.engagement_count, v.worst_tier, v.worst_rating, v.residual, v.next_review_on)
           IS DISTINCT FROM (c.number, c.tier, c.rating, c.residual, c.next_review_on);
END $$;

CREATE FUNCTION vendors_keep_totals() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    vendors uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT n.vendor_id) INTO vendors FROM new_rows n;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT o.vendor_id) INTO vendors FROM old_rows o;
    ELSE
        SELECT array_agg(DISTINCT one.vendor_id) INTO vendors
          FROM old_rows o JOIN new_rows n USING (id)
         CROSS JOIN LATERAL (VALUES (o.vendor_id), (n.vendor_id)) one(vendor_id)
         WHERE (o.vendor_id, o.archived_at IS NULL, o.tier, o.rating, o.residual, o.next_review_on)
               IS DISTINCT FROM
               (n.vendor_id, n.archived_at IS NULL, n.tier, n.rating, n.residual, n.next_review_on);
    END IF;
    IF vendors IS NOT NULL THEN
        PERFORM vendors_total(vendors);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER new_engagements_keep_totals AFTER INSERT ON vendors_engagement
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_keep_totals();
CREATE TRIGGER changed_engagements_keep_totals AFTER UPDATE ON vendors_engagement
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_keep_totals();
CREATE TRIGGER deleted_engagements_keep_totals AFTER DELETE ON vendors_engagement
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_keep_totals();

-- Whoever else writes a vendor, perhaps as it was a moment ago, leaves its totals alone.
CREATE FUNCTION vendors_leave_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.engagement_count := 0;
        NEW.worst_tier := NULL;
        NEW.worst_rating := NULL;
        NEW.residual := NULL;
        NEW.next_review_on := NULL;
    ELSE
        NEW.engagement_count := OLD.engagement_count;
        NEW.worst_tier := OLD.worst_tier;
        NEW.worst_rating := OLD.worst_rating;
        NEW.residual := OLD.residual;
        NEW.next_review_on := OLD.next_review_on;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendor_leaves_totals BEFORE INSERT OR UPDATE
    OF engagement_count, worst_tier, worst_rating, residual, next_review_on ON vendors_vendor
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION vendors_leave_totals();
"""
FILL = """
UPDATE vendors_vendor v
   SET engagement_count = c.number, worst_tier = c.tier, worst_rating = c.rating,
       residual = c.residual, next_review_on = c.next_review_on
  FROM (SELECT e.vendor_id, count(*) AS number,
               max(array_position(ARRAY['low', 'moderate', 'high', 'very_high'],
                                  e.tier::text)) AS tier,
               max(array_position(ARRAY['low', 'moderate', 'high', 'critical'],
                                  e.rating::text)) AS rating,
               max(e.residual) AS residual, min(e.next_review_on) AS next_review_on
          FROM vendors_engagement e WHERE e.archived_at IS NULL GROUP BY e.vendor_id) c
 WHERE v.id = c.vendor_id;
"""
UNDO = """
DROP TRIGGER vendor_leaves_totals ON vendors_vendor;
DROP FUNCTION vendors_leave_totals();
DROP TRIGGER deleted_engagements_keep_totals ON vendors_engagement;
DROP TRIGGER changed_engagements_keep_totals ON vendors_engagement;
DROP TRIGGER new_engagements_keep_totals ON vendors_engagement;
DROP FUNCTION vendors_keep_totals();
DROP FUNCTION vendors_total(uuid[]);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0009_people_of_organisations'),
    ]

    operations = [
        migrations.AddField(
            model_name='vendor',
            name='engagement_count',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='vendor',
            name='worst_tier',
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='vendor',
            name='worst_rating',
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='vendor',
            name='residual',
            field=models.DecimalField(decimal_places=1, editable=False, max_digits=4, null=True),
        ),
        migrations.AddField(
            model_name='vendor',
            name='next_review_on',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(TOTALS, UNDO),
        migrations.AddIndex(
            model_name='vendor',
            index=models.Index(models.F('organisation'), models.OrderBy(models.F('residual'), descending=True, nulls_last=True), models.F('name'), models.F('id'), condition=models.Q(('archived_at', None)), name='vendors_by_residual'),
        ),
        migrations.AddIndex(
            model_name='vendor',
            index=models.Index(models.F('organisation'), models.OrderBy(models.F('next_review_on'), nulls_last=True), models.F('name'), models.F('id'), condition=models.Q(('archived_at', None)), name='vendors_by_review'),
        ),
    ]
