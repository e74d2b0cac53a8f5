from typing import Any

from django.db import migrations


def keep_what_held(apps: Any, _schema_editor: Any) -> None:
    """Responses that are open with the link alone go on as they were opened."""
    apps.get_model("questionnaires", "Response").objects.filter(
        state="open", entry_policy="link", allowed_domains=[]
    ).update(colleagues_anywhere=True)


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0060_limits")]

    operations = [migrations.RunPython(keep_what_held, migrations.RunPython.noop)]
