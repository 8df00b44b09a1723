from django.db import migrations

from stores.audit.operations import AuditModel


class Migration(migrations.Migration):
    dependencies = [("commerce", "0004_credentials"), ("stores", "0010_audit_log")]

    operations = [
        AuditModel(
            "PaymentMethod",
            "payment_method",
            columns=["provider", "name", "instructions", "is_active"],
            hidden=["credentials"],
        ),
    ]
