from typing import Any

from django.db import migrations, models

# The unread count moves to the membership. The column of the person stays (it has a default),
# so that the release before this one still runs.
COUNT = """
UPDATE accounts_membership m SET unread = (
    SELECT count(*) FROM notifications_notification n
    WHERE n.user_id = m.user_id AND n.organisation_id = m.organisation_id
      AND n.is_shown AND n.read_at IS NULL
)
"""


def count_anew(_apps: Any, schema_editor: Any) -> None:
    """Where notifications are known already; in a new database there is nothing to count."""
    if "notifications_notification" in schema_editor.connection.introspection.table_names():
        schema_editor.execute(COUNT)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0030_country")]

    operations = [
        migrations.AddField(
            "membership",
            "unread",
            models.PositiveIntegerField(default=0, db_default=0, editable=False),
        ),
        migrations.RunPython(count_anew, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("user", "unread")]
        ),
    ]
