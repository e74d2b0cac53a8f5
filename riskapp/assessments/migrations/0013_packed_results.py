"""Whole results as bytes, beside the little that statements ask of them (``outline``, whose column is
the one that held them). What is there stays as it is: ``packed`` is empty then.
"""

from django.db import migrations, models

# The bytes are compressed already.
PACKED = """
ALTER TABLE assessments_score ADD COLUMN packed bytea;
ALTER TABLE assessments_score ALTER COLUMN packed SET STORAGE EXTERNAL;
"""


class Migration(migrations.Migration):

    dependencies = [('assessments', '0012_results_kept_together')]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(PACKED, 'ALTER TABLE assessments_score DROP COLUMN packed;')
            ],
            state_operations=[
                migrations.RenameField('score', 'result', 'outline'),
                migrations.AlterField('score', 'outline', models.JSONField(db_column='result')),
                migrations.AddField('score', 'packed', models.BinaryField(null=True)),
            ],
        ),
    ]
