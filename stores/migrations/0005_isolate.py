from django.db import migrations

from stores.isolation.operations import IsolateModel


class Migration(migrations.Migration):
    dependencies = [("stores", "0004_content")]

    # A model comes after those its foreign keys lead to: their composite keys need its unique one.
    operations = [
        IsolateModel("Store", column="id", platform_rows=True),
        IsolateModel("StoreGeneration", platform_rows=True),
        IsolateModel("Plan", kind="shared"),
        IsolateModel("Domain", platform_rows=True),
        IsolateModel("User", kind="people", column="id"),
        IsolateModel("Membership", platform_rows=True),
        IsolateModel("BasePage", kind="tree", platform_rows=True),
        IsolateModel("HomePage"),
        IsolateModel("ContentPage"),
        IsolateModel("Image"),
        IsolateModel("Rendition"),
        IsolateModel("Document"),
        IsolateModel("Branding", platform_rows=True),
        IsolateModel("Tag"),
        IsolateModel("TaggedImage"),
        IsolateModel("TaggedDocument"),
    ]
