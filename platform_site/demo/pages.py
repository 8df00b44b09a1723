"""Fills the starter pages of a demo store with what such a shop would say."""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import escape

from catalog.models import Category, Product
from platform_site.demo.content import Block, Content, add_bars, add_journal, add_menus, link
from platform_site.demo.data import DemoStore
from platform_site.demo.pictures import Pictures
from stores.models import ContentPage, HomePage, Store, User


def fill_pages(store: Store, demo: DemoStore, pictures: Pictures, *, owner: User) -> None:
    """In the store's scope, after its catalogue."""
    content = Content(demo, pictures, lambda lines: rich_text(lines, demo))
    add_bars(demo)
    add_journal(content, stream, owner)
    add_menus(demo)
    home = HomePage.objects.get(store=store, depth=2)
    home.body = stream(home_blocks(demo, pictures, content))
    home.search_description = demo.spec["tagline"]
    publish(home, owner)

    about = find_page("about")
    about.title = "About"
    about.introduction = demo.spec["tagline"]
    about.body = stream(about_blocks(demo, pictures))
    publish(about, owner)

    for slug, key in (
        ("contact", "contact_page"),
        ("shipping-and-returns", "shipping-and-returns"),
        ("privacy", "privacy"),
        ("terms", "terms"),
    ):
        page = find_page(slug)
        page.introduction = demo.texts[key]["introduction"]
        page.body = stream([("text", rich_text(demo.texts[key]["text"], demo))])
        publish(page, owner)


def find_page(slug: str) -> ContentPage:
    return ContentPage.objects.get(slug=slug)


def publish(page: HomePage | ContentPage, owner: User) -> None:
    page.full_clean()
    page.save_revision(user=owner).publish(user=owner)


def home_blocks(demo: DemoStore, pictures: Pictures, content: Content) -> list[Block]:
    hero, texts = demo.spec["hero"], demo.texts
    target = hero["button_target"]
    blocks: list[Block] = [
        (
            "hero",
            {
                "headline": hero["headline"],
                "text": hero["text"],
                "button": link(
                    hero["button"],
                    "/products/" if target == "all" else f"/categories/{target}/",
                ),
                "image": picture_id(pictures, hero["image"], hero["headline"], hero["alt"]),
                "alt": hero["alt"],
            },
        ),
        *content.blocks("assurances"),
        ("product_list", product_list(texts["featured"])),
        *content.blocks("slides", "pick"),
        (
            "category_list",
            {
                "heading": "Browse the shop",
                "categories": [
                    Category.objects.get(slug=slug).pk for slug in texts["home_categories"]
                ],
            },
        ),
    ]
    blocks += content.blocks("collage", "columns")
    if story := texts["story"]:
        blocks.append(("media_with_text", media_with_text(story, demo, pictures)))
    blocks += content.blocks("comparison", "testimonial", "journal", "questions")
    if "questions" not in content.said:
        blocks.append(("text", rich_text(texts["home_text"], demo)))
    return [*blocks, *content.blocks("newsletter")]


def about_blocks(demo: DemoStore, pictures: Pictures) -> list[Block]:
    about, hero = demo.spec["about"], demo.spec["hero"]
    first, *rest = about["paragraphs"]
    if not hero["image"]:
        return [("text", rich_text([f"## {about['title']}", first, *rest], demo))]
    return [
        (
            "media_with_text",
            {
                "image": picture_id(pictures, hero["image"], hero["headline"], hero["alt"]),
                "alt": hero["alt"],
                "image_side": "end",
                "title": about["title"],
                "text": rich_text([first], demo),
                "button": link("", ""),
            },
        ),
        ("text", rich_text(rest, demo)),
    ]


def product_list(slugs: list[str]) -> dict[str, Any]:
    chosen = [Product.objects.get(slug=slug).pk for slug in slugs]
    return {
        "heading": "Where to start" if chosen else "From the studio",
        "products": chosen,
        "category": None,
        "limit": 4,
    }


def media_with_text(story: dict[str, Any], demo: DemoStore, pictures: Pictures) -> dict[str, Any]:
    return {
        "image": picture_id(pictures, story["image"], story["title"], story["alt"]),
        "alt": story["alt"],
        "image_side": "start",
        "title": story["title"],
        "text": rich_text(story["text"], demo),
        "button": link(story["button"], story["target"]),
    }


def picture_id(pictures: Pictures, path: str | None, title: str, alt: str) -> int | None:
    return pictures.get(path, title=title, description=alt).pk if path else None


def stream(blocks: list[Block]) -> str:
    return json.dumps([{"type": name, "value": value} for name, value in blocks])


def rich_text(lines: list[str], demo: DemoStore) -> str:
    """A line is a paragraph, or a heading if it begins with ``##``; {email} and {phone} become
    links to the store's."""
    contact = demo.texts["contact"]
    number = contact["phone"].replace(" ", "")
    links = {
        "{email}": f'<a href="mailto:{contact["email"]}">{contact["email"]}</a>',
        "{phone}": f'<a href="tel:{number}">{contact["phone"]}</a>',
    }
    html = []
    for line in lines:
        tag, text = ("h2", line[3:]) if line.startswith("## ") else ("p", line)
        text = escape(text)
        for mark, anchor in links.items():
            text = text.replace(mark, anchor)
        html.append(f"<{tag}>{text}</{tag}>")
    return "".join(html)
