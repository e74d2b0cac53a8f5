from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0002_of_whose_work'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='waitingthing',
            name='waiting_in_order',
        ),
        migrations.AddIndex(
            model_name='waitingthing',
            index=models.Index(fields=['organisation', 'weight', 'since', 'kind', 'key'], include=('id', 'person', 'vendor_id', 'engagement_id'), name='waiting_each_in_order'),
        ),
    ]
