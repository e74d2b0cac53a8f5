"""Which tools hold rights they do not need is read in their order of one index."""

from django.db import migrations, models

# As much of the name of a vendor as leaves a row of the index room for that of a product.
BOUNDED = """
CREATE OR REPLACE FUNCTION inventory_tool_sorted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.vendor_sorted := coalesce(
        (SELECT left(v.name_sorted, 150) FROM vendors_vendor v WHERE v.id = NEW.vendor_id), '');
    NEW.work_sorted := coalesce(
        (SELECT e.name_sorted FROM vendors_engagement e WHERE e.id = NEW.engagement_id), '');
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION inventory_pass_vendor_sorted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE inventory_tool SET vendor_sorted = left(NEW.name_sorted, 150) WHERE vendor_id = NEW.id;
    RETURN NULL;
END $$;

UPDATE inventory_tool SET vendor_sorted = left(vendor_sorted, 150)
 WHERE length(vendor_sorted) > 150;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_mails_handed_over'),
        ('inventory', '0019_credentials_ending'),
        ('questionnaires', '0019_refused_offers'),
        ('vendors', '0017_in_order'),
    ]

    operations = [
        migrations.RunSQL(BOUNDED, migrations.RunSQL.noop),
        migrations.RemoveIndex(
            model_name='tool',
            name='tools_by_excess',
        ),
        migrations.AddIndex(
            model_name='tool',
            index=models.Index(condition=models.Q(('excess_rank__gt', 0)), fields=['organisation', '-excess_rank', 'product_sorted', 'vendor_sorted', 'position'], include=('id', 'put_away', 'vendor', 'engagement', 'highest'), name='tools_with_excess'),
        ),
    ]
