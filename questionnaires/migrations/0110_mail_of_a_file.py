import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('questionnaires', '0400_own_questionnaires'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='evidence',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='questionnaires.evidence'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='kind',
            field=models.CharField(choices=[('invitation', 'Invitation'), ('colleague', 'Invitation by a colleague'), ('code', 'Six-digit code'), ('cycle', "Invitation to review last time's answers"), ('questions', 'Questions about answers'), ('confirm', 'Request to confirm answers'), ('findings', 'Points to act on'), ('decision', 'Decision'), ('reminder', 'Reminder'), ('overdue', 'Reminder after the due date'), ('extended', 'New due date'), ('withdrawn', 'Withdrawal'), ('infected', 'File with a virus')], max_length=12),
        ),
    ]
