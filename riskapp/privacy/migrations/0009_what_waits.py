"""What waits for the desk stands with whom it is given to, as the things do that it is about."""

from django.db import migrations

TABLES = """
CREATE OR REPLACE FUNCTION privacy_may_touch(wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT wanted ~ '^(questionnaires|vendors|assessments|facts|activity|incidents|terms|review|findings|decisions|sending|reports|copies|inventory|dashboards|desk|notifications|lists|accounts|privacy)_'
        AND wanted NOT IN ('questionnaires_questionnaire', 'questionnaires_questionnaireversion', 'terms_cataloguefile', 'terms_publishedchange')
$$;
"""
BEFORE = TABLES.replace("|desk|", "|")


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0008_totals"),
        ("desk", "0001_initial"),
    ]
    operations = [migrations.RunSQL(TABLES, BEFORE)]
