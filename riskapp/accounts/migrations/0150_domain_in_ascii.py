from typing import Any

from django.db import migrations, models


def spell(apps: Any, _editor: Any) -> None:
    for row in apps.get_model("accounts", "MailDomain").objects.all():
        try:
            row.in_ascii = row.domain.encode("idna").decode("ascii")
        except UnicodeError:
            row.in_ascii = row.domain
        row.save(update_fields=["in_ascii"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0350_shut_out_digests")]

    operations = [
        migrations.AddField(
            model_name="maildomain",
            name="in_ascii",
            field=models.CharField(
                db_default="", default="", editable=False, max_length=253
            ),
        ),
        migrations.RunPython(spell, migrations.RunPython.noop),
    ]
