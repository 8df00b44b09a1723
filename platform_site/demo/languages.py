"""A demo store in further languages: what it sells and says, as far as somebody translated it."""

from __future__ import annotations

import json
from typing import Any

from catalog.models import (
    Category,
    CategoryTranslation,
    Option,
    OptionValue,
    Product,
    ProductTranslation,
)
from platform_site.demo.data import FOLDER, DemoStore
from platform_site.demo.pages import picture_id, publish, rich_text, stream
from platform_site.demo.pictures import Pictures
from stores.models import ContentPage, HomePage, Store, User
from stores.services.update_store import update_store


def add_languages(store: Store, demo: DemoStore, pictures: Pictures, *, owner: User) -> None:
    """In the store's scope, after its catalogue and pages, which it translates."""
    spoken: dict[str, Any] = json.loads((FOLDER / "languages.json").read_text("utf-8"))
    for language, texts in spoken.get(demo.slug, {}).items():
        name_things(language, texts)
        store.languages = [*store.languages, language]
        update_store(store, edited=["languages"])
        translate_pages(store, demo, pictures, language, texts, owner)


def name_things(language: str, texts: dict[str, Any]) -> None:
    for slug, (name, its_slug, description) in texts["categories"].items():
        CategoryTranslation.objects.create(
            category=Category.objects.get(slug=slug),
            language=language,
            name=name,
            slug=its_slug,
            description=description,
        )
    for slug, (name, its_slug, short, lines) in texts["products"].items():
        ProductTranslation.objects.create(
            product=Product.objects.get(slug=slug),
            language=language,
            name=name,
            slug=its_slug,
            short_description=short,
            description="".join(f"<p>{line}</p>" for line in lines),
        )
    for model, field in ((Option, "name"), (OptionValue, "value")):
        for thing in model.objects.filter(**{f"{field}__in": list(texts["words"])}):
            thing.names = {**thing.names, language: texts["words"][getattr(thing, field)]}
            thing.save(update_fields=["names"])


def translate_pages(
    store: Store,
    demo: DemoStore,
    pictures: Pictures,
    language: str,
    texts: dict[str, Any],
    owner: User,
) -> None:
    home = HomePage.objects.get(store=store, depth=3, slug=language)
    home.body = stream(home_blocks(demo, pictures, language, texts["home"]))
    publish(home, owner)
    for slug, (title, its_slug, introduction, lines) in texts["pages"].items():
        page = ContentPage.objects.child_of(home).get(slug=slug)
        page.title, page.slug, page.introduction = title, its_slug, introduction
        page.body = stream([("text", rich_text(lines, demo))])
        publish(page, owner)


def home_blocks(
    demo: DemoStore, pictures: Pictures, language: str, texts: dict[str, Any]
) -> list[tuple[str, Any]]:
    hero, featured = demo.spec["hero"], demo.texts["featured"]
    address = f"/{language}/categories/{texts['button_target']}/"
    blocks: list[tuple[str, Any]] = [
        (
            "hero",
            {
                "headline": texts["headline"],
                "text": texts["text"],
                "button": {"label": texts["button"], "page": None, "url": address},
                "image": picture_id(pictures, hero["image"], hero["headline"], hero["alt"]),
                "alt": "",
            },
        ),
        (
            "product_list",
            {
                "heading": texts["products"],
                "products": [Product.objects.get(slug=slug).pk for slug in featured],
                "category": None,
                "limit": 4,
            },
        ),
        (
            "category_list",
            {
                "heading": texts["categories"],
                "categories": [
                    Category.objects.get(slug=slug).pk for slug in demo.texts["home_categories"]
                ],
            },
        ),
    ]
    if texts["lines"]:
        blocks.append(("text", rich_text(texts["lines"], demo)))
    return blocks
