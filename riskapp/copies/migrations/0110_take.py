from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('copies', '0001_initial')]

    operations = [
        migrations.AddField(
            model_name='copy',
            name='take',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddConstraint(
            model_name='copy',
            constraint=models.UniqueConstraint(fields=('response', 'language', 'take'), name='one_copy_for_each_language_and_take'),
        ),
        migrations.RemoveConstraint(
            model_name='copy',
            name='one_copy_for_each_language',
        ),
    ]
