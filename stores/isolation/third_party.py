"""The tables of Django, Wagtail and other packages, classified."""

from stores.isolation.registry import Kind, classify

# Django
classify(
    Kind.SHARED,
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
)

# Background tasks: the queue is read by the worker in the platform's scope, and each task
# runs in the scope of the store that its row belongs to.
classify(Kind.STORE, "django_tasks_database_dbtaskresult")

# Wagtail: content and its history
classify(Kind.TREE, "wagtailcore_collection", "wagtailcore_workflowpage")
classify(
    Kind.STORE,
    "wagtailcore_site",
    "wagtailcore_revision",
    "wagtailcore_pagelogentry",
    "wagtailcore_modellogentry",
    "wagtailcore_comment",
    "wagtailcore_commentreply",
    "wagtailcore_pagesubscription",
    "wagtailcore_referenceindex",
    "wagtailcore_uploadedfile",
    "wagtailcore_workflowstate",
    "wagtailcore_taskstate",
    "wagtailcore_pageviewrestriction",
    "wagtailcore_pageviewrestriction_groups",
    "wagtailcore_collectionviewrestriction",
    "wagtailcore_collectionviewrestriction_groups",
    "wagtailcore_apitoken",
    "wagtailadmin_editingsession",
    "wagtailadmin_formstate",
    "wagtailsearch_indexentry",
)

# Wagtail: definitions that serve all stores
classify(
    Kind.SHARED,
    "wagtailcore_locale",
    "wagtailcore_task",
    "wagtailcore_workflow",
    "wagtailcore_workflowtask",
    "wagtailcore_workflowcontenttype",
    "wagtailcore_groupapprovaltask",
    "wagtailcore_groupapprovaltask_groups",
    "wagtailcore_grouppagepermission",
    "wagtailcore_groupcollectionpermission",
    "wagtailcore_groupsitepermission",
)

# A person's own settings follow the person through the stores.
classify(Kind.PEOPLE, "wagtailusers_userprofile", column="user_id")

# Not used (rights come from memberships; sessions, tags and media are models of ours): empty, and
# nobody but the platform sees what might be there.
classify(
    Kind.PLATFORM,
    "django_session",
    "stores_user_user_permissions",
    "wagtailadmin_admin",
    "taggit_tag",
    "taggit_taggeditem",
    "wagtailimages_image",
    "wagtailimages_rendition",
    "wagtaildocs_document",
)
