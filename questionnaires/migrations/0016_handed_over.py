"""When a mail was handed to the mail server, until that has answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0015_answered_elsewhere")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="handed_at",
            field=models.DateTimeField(blank=True, null=True),
        )
    ]
