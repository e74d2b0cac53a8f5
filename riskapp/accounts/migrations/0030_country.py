from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_own_language")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="country",
            field=models.CharField(blank=True, default="", max_length=2),
        ),
    ]
