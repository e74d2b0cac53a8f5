"""Daily totals name the organisation of their file; whoever does not say it has it filled in."""

from django.db import migrations, models

FILL = """
CREATE FUNCTION activity_takes_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT r.tenant INTO NEW.tenant FROM activity_activityfile f
        JOIN questionnaires_response r ON r.id = f.response_id WHERE f.id = NEW.file_id;
    RETURN NEW;
END $$;

CREATE TRIGGER day_takes_tenant BEFORE INSERT ON activity_activityday
    FOR EACH ROW WHEN (NEW.tenant IS NULL) EXECUTE FUNCTION activity_takes_tenant();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("activity", "0002_agreed_limits"),
        ("questionnaires", "0018_tenant_on_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="activityday",
            name="tenant",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AlterModelOptions(
            name="activityday",
            options={"base_manager_name": "objects"},
        ),
        migrations.RunSQL(FILL, "DROP FUNCTION activity_takes_tenant() CASCADE;"),
    ]
