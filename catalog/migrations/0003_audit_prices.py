from django.db import migrations

from stores.audit.operations import AuditModel

NAME = """
    (SELECT p.name || ' · ' || ($1 ->> 'sku') FROM catalog_product p
     WHERE p.id = ($1 ->> 'product_id')::bigint)
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_isolate"), ("stores", "0010_audit_log")]

    operations = [
        AuditModel(
            "Variant",
            "price",
            columns=["price", "compare_at_price"],
            name=NAME,
            on=["UPDATE"],
        ),
    ]
