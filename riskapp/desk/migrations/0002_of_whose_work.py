from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='waitingthing',
            name='waiting_of_a_kind',
        ),
        migrations.AddIndex(
            model_name='waitingthing',
            index=models.Index(fields=['organisation', 'kind', 'weight', 'since', 'key'], include=('person', 'vendor_id', 'engagement_id'), name='waiting_of_each_kind'),
        ),
    ]
