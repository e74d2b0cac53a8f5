"""What was done because published terms changed goes with the work it is about."""

from django.db import migrations

TABLES = """
CREATE OR REPLACE FUNCTION privacy_may_touch(wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT wanted ~ '^(questionnaires|vendors|assessments|facts|activity|incidents|terms|review|findings|decisions|sending|reports|copies|inventory|notifications|lists|accounts|privacy)_'
        AND wanted NOT IN ('questionnaires_questionnaire', 'questionnaires_questionnaireversion', 'terms_cataloguefile', 'terms_publishedchange')
$$;
"""
BEFORE = TABLES.replace("|incidents|terms|", "|incidents|").replace(
    ", 'terms_cataloguefile', 'terms_publishedchange'", ""
)


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0005_incidents_have_a_period"),
        ("terms", "0001_initial"),
    ]
    operations = [migrations.RunSQL(TABLES, BEFORE)]
