from django.db import migrations

# A session looks for a table among its temporary ones first: one that is called like the audit log
# would take its entries.
KNOW = """
DO $$ DECLARE one regprocedure; BEGIN
    FOR one IN SELECT oid FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'galleria\\_%'
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', one, current_schema());
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("stores", "0016_contact_form")]

    operations = [migrations.RunSQL(KNOW, migrations.RunSQL.noop)]
