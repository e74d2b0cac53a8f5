"""Which of several clocks acts, and when it last ran what."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0002_folded")]

    operations = [
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "id",
                    models.SmallIntegerField(
                        default=1, primary_key=True, serialize=False
                    ),
                ),
                ("holder", models.CharField(max_length=60)),
                ("ends_at", models.DateTimeField()),
                ("ran", models.JSONField(default=dict)),
            ],
        )
    ]
