from django.db import migrations


def remove_stock_rows(apps, schema_editor):
    """Wagtail starts every project with a welcome page, a default site, two groups and a
    workflow. A store's pages, site and roles come with the store; these would be nobody's."""
    get = apps.get_model
    get("wagtailcore", "Site").objects.all().delete()
    get("wagtailcore", "WorkflowPage").objects.all().delete()
    get("wagtailcore", "WorkflowTask").objects.all().delete()
    get("wagtailcore", "Workflow").objects.all().delete()
    get("wagtailcore", "GroupApprovalTask").objects.all().delete()
    get("wagtailcore", "Task").objects.all().delete()
    get("wagtailcore", "GroupPagePermission").objects.all().delete()
    get("wagtailcore", "GroupCollectionPermission").objects.all().delete()
    get("auth", "Group").objects.filter(name__in=["Editors", "Moderators"]).delete()
    BasePage = get("stores", "BasePage")
    BasePage.objects.filter(depth__gt=1).delete()
    BasePage.objects.filter(depth=1).update(numchild=0)


class Migration(migrations.Migration):
    dependencies = [
        ("stores", "0005_isolate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [migrations.RunPython(remove_stock_rows, migrations.RunPython.noop)]
