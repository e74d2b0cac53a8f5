"""Responses that are open count days where their organisation does, as new ones do."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0110_scoring_tries'),
        ('questionnaires', '0111_time_zone'),
        ('accounts', '0400_first_run'),
    ]

    operations = [
        migrations.RunSQL(
            """
            UPDATE questionnaires_response AS r SET time_zone = o.time_zone
              FROM accounts_organisation AS o
             WHERE o.id = r.tenant AND r.state = 'open' AND o.time_zone <> 'UTC'
            """,
            migrations.RunSQL.noop,
        ),
    ]
