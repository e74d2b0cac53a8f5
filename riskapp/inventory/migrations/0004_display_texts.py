"""The code has another name for a column; the column keeps the one that release 0.1.0 knows."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventory", "0003_counted_in_indexes")]

    operations = [
        migrations.AlterField(
            model_name="tool",
            name="said",
            field=models.JSONField(default=dict, db_column="said"),
        ),
        migrations.RenameField("tool", "said", "display_texts"),
    ]
