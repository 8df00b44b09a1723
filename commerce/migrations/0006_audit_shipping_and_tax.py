from django.db import migrations

from stores.audit.operations import AuditModel


class Migration(migrations.Migration):
    dependencies = [("commerce", "0005_audit_payment_methods")]

    operations = [
        AuditModel(
            "ShippingMethod",
            "shipping_method",
            columns=["name", "price", "free_over", "is_active"],
        ),
        AuditModel("TaxRate", "tax_rate", columns=["name", "tax_class", "rate"]),
    ]
