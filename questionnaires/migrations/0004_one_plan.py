"""What one save reads and writes is planned once for each connection, not with each call.

The keys of the tables are all that a plan can go by here; that a plan of its own for these very
values would not be cheaper, the database cannot know.
"""

from django.db import migrations

FUNCTIONS = (
    "questionnaires_look(uuid, uuid, uuid, text, text[], text[], boolean, timestamptz)",
    "questionnaires_save(uuid, uuid, text, jsonb, jsonb, bigint, uuid, bigint, integer, integer,"
    " timestamptz)",
)


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0003_one_round_trip")]
    operations = [
        migrations.RunSQL(
            f"ALTER FUNCTION {function} SET plan_cache_mode = force_generic_plan",
            f"ALTER FUNCTION {function} RESET plan_cache_mode",
        )
        for function in FUNCTIONS
    ]
