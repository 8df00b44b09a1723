"""The tables of Django, Wagtail and other packages, classified."""

from stores.isolation.registry import Kind, classify, require

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
    "wagtailredirects_redirect",
    "wagtailforms_formsubmission",
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

# PostgreSQL checks a plain foreign key without policies, so a guessed number could still point at
# another store's row. IsolateModel gives our models composite keys; these are the packages'.
ITS_KEY = "UNIQUE (store_id, id)"


def _key(column: str, target: str) -> str:
    return (
        f"FOREIGN KEY (store_id, {column}) REFERENCES {target}(store_id, id)"
        " DEFERRABLE INITIALLY DEFERRED"
    )


require(
    "wagtailcore_site",
    site_store_key=ITS_KEY,
    site_root_page_in_store=_key("root_page_id", "stores_basepage"),
)
require(
    "wagtailredirects_redirect",
    # Without a site it would be a redirect of every store.
    redirect_has_site="CHECK ((site_id IS NOT NULL))",
    redirect_site_in_store=_key("site_id", "wagtailcore_site"),
    redirect_page_in_store=_key("redirect_page_id", "stores_basepage"),
)
require("wagtailforms_formsubmission", submission_page_in_store=_key("page_id", "stores_basepage"))
require(
    "wagtailcore_comment",
    comment_store_key=ITS_KEY,
    comment_page_in_store=_key("page_id", "stores_basepage"),
)
require(
    "wagtailcore_commentreply", reply_comment_in_store=_key("comment_id", "wagtailcore_comment")
)
require(
    "wagtailcore_pagesubscription", subscription_page_in_store=_key("page_id", "stores_basepage")
)
require(
    "wagtailcore_pageviewrestriction",
    restriction_store_key=ITS_KEY,
    restriction_page_in_store=_key("page_id", "stores_basepage"),
)
require(
    "wagtailcore_pageviewrestriction_groups",
    restriction_group_in_store=_key("pageviewrestriction_id", "wagtailcore_pageviewrestriction"),
)
require("wagtailcore_workflowstate", workflow_state_store_key=ITS_KEY)
require(
    "wagtailcore_taskstate",
    task_state_workflow_in_store=_key("workflow_state_id", "wagtailcore_workflowstate"),
)
