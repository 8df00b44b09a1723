from __future__ import annotations

from catalog.models import Collection, CollectionRule


def follow_in_rules(*, subject: str, old: str | None, new: str) -> None:
    """A category has another slug or a brand another name: rules of collections that name it do so
    by the new one, in what is published and in the draft that waits. In the caller's transaction
    and scope; safe to repeat. Earlier revisions stay what they were."""
    if not old or old == new:
        return
    CollectionRule.objects.filter(subject=subject, value=old).update(value=new)
    for collection in Collection.objects.select_related("latest_revision").order_by("pk"):
        revision = collection.latest_revision
        rules = revision.content.get("rules", []) if revision else []
        named = [rule for rule in rules if (rule["subject"], rule["value"]) == (subject, old)]
        for rule in named:
            rule["value"] = new
        if revision and named:
            revision.save(update_fields=["content"])
