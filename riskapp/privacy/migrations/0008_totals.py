"""Totals of the first page name providers and products, as the tools do that they are of."""

from django.db import migrations

TABLES = """
CREATE OR REPLACE FUNCTION privacy_may_touch(wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT wanted ~ '^(questionnaires|vendors|assessments|facts|activity|incidents|terms|review|findings|decisions|sending|reports|copies|inventory|dashboards|notifications|lists|accounts|privacy)_'
        AND wanted NOT IN ('questionnaires_questionnaire', 'questionnaires_questionnaireversion', 'terms_cataloguefile', 'terms_publishedchange')
$$;
"""
BEFORE = TABLES.replace("|dashboards|", "|")


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0007_guards_ask_last"),
        ("dashboards", "0001_initial"),
    ]
    operations = [migrations.RunSQL(TABLES, BEFORE)]
