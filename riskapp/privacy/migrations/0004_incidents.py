"""What vendors said of an incident is about people there, and goes with what it is about."""

from django.db import migrations

TABLES = """
CREATE OR REPLACE FUNCTION privacy_may_touch(wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT wanted ~ '^(questionnaires|vendors|assessments|facts|activity|incidents|review|findings|decisions|sending|reports|copies|inventory|notifications|lists|accounts|privacy)_'
        AND wanted NOT IN ('questionnaires_questionnaire', 'questionnaires_questionnaireversion')
$$;
"""
BEFORE = TABLES.replace("|activity|incidents|", "|")


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0003_files_that_were_read"),
        ("incidents", "0001_initial"),
    ]
    operations = [migrations.RunSQL(TABLES, BEFORE)]
