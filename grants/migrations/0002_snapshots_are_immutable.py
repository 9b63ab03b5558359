"""What was submitted is never changed or deleted."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER snapshot_is_immutable BEFORE UPDATE OR DELETE ON grants_snapshot
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER snapshots_are_never_emptied BEFORE TRUNCATE ON grants_snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""

BACKWARD = """
DROP TRIGGER snapshot_is_immutable ON grants_snapshot;
DROP TRIGGER snapshots_are_never_emptied ON grants_snapshot;
"""


class Migration(migrations.Migration):
    dependencies = [("grants", "0001_initial"), ("portal", "0002_append_only_and_cache")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
