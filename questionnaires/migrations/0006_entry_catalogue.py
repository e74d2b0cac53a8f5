"""An entry remembers which tool-plan of the catalogue it was chosen from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0005_remark")]
    operations = [
        migrations.AddField(
            model_name="entry",
            name="catalogue",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
    ]
