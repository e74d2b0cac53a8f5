"""The digest of a submitted response survives the erasure of a text in it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0061_keep_open_colleagues")]

    operations = [
        migrations.AddField(
            "Response",
            "secret",
            models.CharField(blank=True, db_default="", default="", max_length=32),
        ),
        migrations.AddField("Response", "proofs", models.JSONField(blank=True, null=True)),
    ]
