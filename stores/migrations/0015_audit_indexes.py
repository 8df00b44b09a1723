from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """For the filters of the audit log's list. The table is written to all the time."""

    atomic = False
    dependencies = [("stores", "0011_keep_person")]

    operations = [
        AddIndexConcurrently(
            model_name="auditentry",
            index=models.Index(fields=["store", "actor_kind", "-id"], name="audit_by_kind"),
        ),
        AddIndexConcurrently(
            model_name="auditentry",
            index=models.Index(fields=["store", "actor_name", "-id"], name="audit_by_actor"),
        ),
        AddIndexConcurrently(
            model_name="auditentry",
            index=models.Index(fields=["store", "address", "-id"], name="audit_by_address"),
        ),
        AddIndexConcurrently(
            model_name="auditentry",
            index=models.Index(fields=["store", "created_at"], name="audit_by_date"),
        ),
    ]
