from django.db import migrations

# A person belongs to several stores. What they sign in with, and whether they may, is theirs and
# the platform's: nothing that runs in one store's scope decides how they get into another.
KEEP = """
CREATE FUNCTION galleria_keep_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT coalesce(
        NULLIF(current_setting('galleria.sees_from', true), '')::bigint
        < NULLIF(current_setting('galleria.sees_to', true), '')::bigint, false
    ) AND (NEW.email, NEW.password, NEW.is_active, NEW.is_superuser)
        IS DISTINCT FROM (OLD.email, OLD.password, OLD.is_active, OLD.is_superuser) THEN
        RAISE EXCEPTION 'only the platform changes what a person signs in with'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER galleria_person BEFORE UPDATE ON stores_user
    FOR EACH ROW EXECUTE FUNCTION galleria_keep_person();
"""

LEAVE = """
DROP TRIGGER galleria_person ON stores_user;
DROP FUNCTION galleria_keep_person();
"""


class Migration(migrations.Migration):
    dependencies = [("stores", "0010_audit_log")]

    operations = [migrations.RunSQL(KEEP, LEAVE)]
