import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0010_naming"),
    ]

    operations = [
        migrations.AddField(
            model_name="tool",
            name="families",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.AddIndex(
            model_name="tool",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["families"], name="tools_by_family"
            ),
        ),
    ]
