"""What was filed in the register of interests is never changed or deleted."""

from django.db import migrations

TABLES = ("reviews_registerfiling", "reviews_registeredinterest")
FORWARD = "".join(
    f"""
CREATE TRIGGER {table}_is_immutable BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""
    for table in TABLES
)
BACKWARD = "".join(
    f"""
DROP TRIGGER {table}_is_immutable ON {table};
DROP TRIGGER {table}_is_never_emptied ON {table};
"""
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0005_register_of_interests"),
        ("portal", "0002_append_only_and_cache"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
