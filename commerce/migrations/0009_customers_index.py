from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Which orders somebody made before: for new customers, and for whoever looks for them."""

    atomic = False

    dependencies = [("commerce", "0008_figures")]

    operations = [
        AddIndexConcurrently(
            "order",
            models.Index(fields=["store", "email", "placed_at"], name="order_by_customer"),
        ),
    ]
