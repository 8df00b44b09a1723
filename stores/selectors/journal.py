"""Posts of a store's journal, as lists and feeds show them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from stores.models import Image, JournalPage, JournalPost, Tag
from stores.pictures import with_renditions

PAGE_SIZE = 12


def posts_of(journal: JournalPage, *, topic: str = "") -> QuerySet[JournalPost]:
    """Published, seen by everybody, newest first; only those with the topic of this slug."""
    posts = JournalPost.objects.child_of(journal).live().public()
    if topic:
        posts = posts.filter(tagged_items__tag__slug=topic)
    return newest_first(posts)


def newest_first(posts: QuerySet[JournalPost]) -> QuerySet[JournalPost]:
    return posts.defer_streamfields().order_by(  # type: ignore[attr-defined, no-any-return]
        "-date", "-first_published_at", "-pk"
    )


def latest_posts(*, limit: int, topic: str = "", locale_id: int | None = None) -> list[JournalPost]:
    """Of the store in scope, in one language if told; ``topic`` by its name."""
    posts = JournalPost.objects.live().public()
    if locale_id is not None:
        posts = posts.filter(locale_id=locale_id)
    if topic:
        posts = posts.filter(tagged_items__tag__name__iexact=topic)
    found = list(newest_first(posts)[:limit])
    with_pictures(found)
    return found


def sample_posts() -> list[JournalPost]:
    return [
        JournalPost(
            title=title, date=timezone.localdate(), introduction=gettext("What it is about.")
        )
        for title in (gettext("A post"), gettext("Another post"), gettext("One from last year"))
    ]


def with_addresses(posts: Iterable[JournalPost], request: HttpRequest | None) -> None:
    """Gives each its ``href``, as the request's host has it; asks nothing."""
    for post in posts:
        post.href = post.get_url(request) if post.pk else "#"  # type: ignore[attr-defined]


def with_pictures(posts: Iterable[JournalPost]) -> None:
    """Loads the pictures of all these posts with their renditions: one query."""
    posts = list(posts)
    ids = {post.image_id for post in posts if post.image_id}
    images = with_renditions(Image.objects.all()).in_bulk(ids) if ids else {}
    for post in posts:
        post.image = images.get(post.image_id)


def topics_of(journal: JournalPage) -> list[Tag]:
    """Those that published posts have, by name."""
    posts = JournalPost.objects.child_of(journal).live().public()
    tags = Tag.objects.filter(journal_posts__content_object__in=posts)
    return list(tags.distinct().order_by("name"))


def neighbours(post: JournalPost) -> tuple[JournalPost | None, JournalPost | None]:
    """The next newer and the next older one."""
    siblings = JournalPost.objects.sibling_of(post, inclusive=False).live().public()
    siblings = siblings.defer_streamfields()
    newer = siblings.filter(date__gte=post.date).exclude(date=post.date, pk__lt=post.pk or 0)
    older = siblings.filter(date__lte=post.date).exclude(date=post.date, pk__gt=post.pk or 0)
    return newer.order_by("date", "pk").first(), older.order_by("-date", "-pk").first()
