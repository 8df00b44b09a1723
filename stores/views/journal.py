from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import Truncator

from stores.models import JournalPage, JournalPost, Tag
from stores.selectors.journal import PAGE_SIZE, posts_of, topics_of, with_addresses, with_pictures

IN_FEED = 20


def show_posts(request: HttpRequest, journal: JournalPage, *, topic: str = "") -> HttpResponse:
    """One page of the posts; 404 for a page or a topic that there is not."""
    topics = topics_of(journal)
    chosen = topic_named(topics, topic) if topic else None
    try:
        shown = Paginator(posts_of(journal, topic=topic), PAGE_SIZE).page(
            request.GET.get("page", "1")
        )
    except InvalidPage:
        raise Http404 from None
    posts = list(shown.object_list)
    with_pictures(posts)
    with_addresses(posts, request)
    context: dict[str, Any] = {
        **journal.get_context(request),
        "posts": posts,
        "shown": shown,
        "topics": topics,
        "topic": chosen,
        "feed_url": feed_url(request, journal),
        "journal_url": journal.get_url(request),
    }
    return TemplateResponse(request, "stores/journal_page.html", context)


def topic_named(topics: list[Tag], slug: str) -> Tag:
    found = next((tag for tag in topics if tag.slug == slug), None)
    if found is None:
        raise Http404
    return found


def feed_url(request: HttpRequest, journal: JournalPage) -> str:
    return f"{journal.get_url(request) or ''}{journal.reverse_subpage('feed')}"


def show_feed(request: HttpRequest, journal: JournalPage) -> HttpResponse:
    """The newest posts as Atom, with addresses that hold anywhere."""
    store = journal.store
    feed = Atom1Feed(
        title=f"{journal.title} – {store.name}",
        link=store.absolute_url(journal.get_url(request) or "/"),
        description=journal.introduction,
        language=journal.locale.language_code,
        feed_url=store.absolute_url(feed_url(request, journal)),
        author_name=store.name,
    )
    for post in posts_of(journal)[:IN_FEED]:
        add_post(feed, post, store.absolute_url(post.get_url(request) or "/"))
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def add_post(feed: Atom1Feed, post: JournalPost, url: str) -> None:
    day = datetime.combine(post.date, time(), tzinfo=UTC)
    feed.add_item(
        title=post.title,
        link=url,
        unique_id=url,
        description=Truncator(post.introduction or post.search_description).chars(400),
        author_name=post.author or None,
        pubdate=day,
        updateddate=post.last_published_at or day,
    )
