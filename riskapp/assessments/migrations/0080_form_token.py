from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('assessments', '0011_questions_to_many')]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='form_token',
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
    ]
