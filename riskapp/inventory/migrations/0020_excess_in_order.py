"""Which tools hold rights they do not need is read in their order of one index."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_mails_handed_over'),
        ('inventory', '0019_credentials_ending'),
        ('questionnaires', '0019_refused_offers'),
        ('vendors', '0017_in_order'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='tool',
            name='tools_by_excess',
        ),
        migrations.AddIndex(
            model_name='tool',
            index=models.Index(condition=models.Q(('excess_rank__gt', 0)), fields=['organisation', '-excess_rank', 'product_sorted', 'vendor_sorted', 'position'], include=('id', 'put_away', 'vendor', 'engagement', 'highest'), name='tools_with_excess'),
        ),
    ]
