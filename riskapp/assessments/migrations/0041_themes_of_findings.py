"""Say under which theme the findings there are belong."""

from typing import Any

from django.db import migrations

from questionnaires.document.parsing import document_from_data
from riskapp.scoring.themes import ThemeMap


def sort_findings(apps: Any, _schema_editor: Any) -> None:
    Finding = apps.get_model("assessments", "Finding")
    Version = apps.get_model("questionnaires", "QuestionnaireVersion")
    raised = Finding.objects.filter(source="rule")
    versions = raised.values_list("score__response__version", flat=True).distinct()
    for pk in versions.order_by():
        themes = ThemeMap(document_from_data(Version.objects.get(pk=pk).document))
        own = raised.filter(score__response__version=pk)
        kinds = own.order_by().values_list("question", "rules").distinct()
        for question, rules in list(kinds):
            own.filter(question=question, rules=rules).update(
                theme=themes.theme_of(question, rules)
            )


class Migration(migrations.Migration):

    dependencies = [
        ("assessments", "0040_theme"),
        ("questionnaires", "0014_reminding"),
    ]

    operations = [migrations.RunPython(sort_findings, migrations.RunPython.noop)]
