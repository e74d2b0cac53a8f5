"""What a reviewer said never changes; a later word counts."""

from django.db import migrations

FREEZE = """
CREATE TRIGGER verdict_never_changes BEFORE UPDATE OR DELETE
    ON review_verdict FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();
CREATE TRIGGER reviewnote_never_changes BEFORE UPDATE OR DELETE
    ON review_reviewnote FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();
CREATE TRIGGER dismissal_never_changes BEFORE UPDATE OR DELETE
    ON review_dismissal FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();
"""
THAW = """
DROP TRIGGER dismissal_never_changes ON review_dismissal;
DROP TRIGGER reviewnote_never_changes ON review_reviewnote;
DROP TRIGGER verdict_never_changes ON review_verdict;
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial"), ("assessments", "0003_frozen_rows")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
