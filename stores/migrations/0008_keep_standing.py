from django.db import migrations

# A policy decides about rows, not about columns. What a store says of itself it may write; what
# it is on the platform is the platform's to say. (Its id is held by the policy.)
KEEP = """
CREATE FUNCTION galleria_keep_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(
        NULLIF(current_setting('galleria.sees_from', true), '')::bigint
        < NULLIF(current_setting('galleria.sees_to', true), '')::bigint, false
    ) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR (
        NEW.slug, NEW.status, NEW.status_note, NEW.plan_id, NEW.site_id, NEW.currency,
        NEW.is_test_mode
    ) IS DISTINCT FROM (
        OLD.slug, OLD.status, OLD.status_note, OLD.plan_id, OLD.site_id, OLD.currency,
        OLD.is_test_mode
    ) THEN
        RAISE EXCEPTION 'only the platform changes the standing of a store'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER galleria_standing BEFORE UPDATE OR DELETE ON stores_store
    FOR EACH ROW EXECUTE FUNCTION galleria_keep_standing();
"""

LEAVE = """
DROP TRIGGER galleria_standing ON stores_store;
DROP FUNCTION galleria_keep_standing();
"""


class Migration(migrations.Migration):
    dependencies = [("stores", "0007_test_mode")]

    operations = [migrations.RunSQL(KEEP, LEAVE)]
