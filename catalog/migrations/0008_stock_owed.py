from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_menus")]

    operations = [migrations.RemoveConstraint("stockitem", "stock_not_negative")]
