"""Whether rows may be forgotten is asked where they would be refused, not at every answer.

The guard of answers runs for each row that is written; almost none of them is of a response that
was submitted.
"""

from django.db import migrations

GUARD = "questionnaires_refuse_after_submission"
FIRST = (
    "BEGIN IF riskapp_forgets() THEN RETURN COALESCE(NEW, OLD); END IF;",
    "state = ''submitted''\n    ) THEN",
)
LAST = ("BEGIN", "state = ''submitted''\n    ) AND NOT riskapp_forgets() THEN")
CHANGE = """
DO $do$ DECLARE
    said text := pg_get_functiondef('{guard}()'::regprocedure);
    changed text := replace(replace(said, '{0}', '{2}'), '{1}', '{3}');
BEGIN
    EXECUTE changed;
END $do$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("privacy", "0006_terms"),
    ]

    operations = [
        migrations.RunSQL(
            CHANGE.format(*FIRST, *LAST, guard=GUARD),
            CHANGE.format(*reversed(LAST), *reversed(FIRST), guard=GUARD),
        ),
    ]
