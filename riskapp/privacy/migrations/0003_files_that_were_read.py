"""What files showed is about people at vendors, and goes with what it is about."""

from django.db import migrations

TABLES = """
CREATE OR REPLACE FUNCTION privacy_may_touch(wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT wanted ~ '^(questionnaires|vendors|assessments|facts|review|findings|decisions|sending|reports|copies|inventory|notifications|lists|accounts|privacy)_'
        AND wanted NOT IN ('questionnaires_questionnaire', 'questionnaires_questionnaireversion')
$$;
"""
BEFORE = TABLES.replace("|facts|", "|")


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0002_forgetting"),
        ("facts", "0002_each_side_for_itself"),
    ]
    operations = [migrations.RunSQL(TABLES, BEFORE)]
