"""What stands on the demo stores' front pages besides products, and their journals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from catalog.models import Category, Menu, MenuItem, Product
from platform_site.demo.data import DemoStore
from platform_site.demo.pictures import Pictures
from stores.models import AnnouncementBar, BasePage, HomePage, JournalPage, JournalPost, User

Block = tuple[str, Any]
Rich = Callable[[list[str]], str]


class Content:
    """Blocks of one store, from its entry ``content`` in pages.json."""

    def __init__(self, demo: DemoStore, pictures: Pictures, rich: Rich) -> None:
        self.demo, self.pictures, self.rich = demo, pictures, rich
        self.said: dict[str, Any] = demo.texts["content"]

    def blocks(self, *names: str) -> list[Block]:
        """Those that the store has, in this order."""
        found = []
        for name in names:
            if name in self.said:
                found.append(getattr(self, name)(self.said[name]))
        return found

    def picture(self, path: str, alt: str) -> dict[str, Any]:
        path = path if "/" in path else f"images/{self.demo.slug}/{path}"
        return {"image": self.pictures.get(path, title=alt, description=alt).pk, "alt": alt}

    def assurances(self, rows: list[list[str]]) -> Block:
        entries = [{"icon": icon, "title": title, "text": text} for icon, title, text in rows]
        return "icons_with_text", {"entries": entries}

    def slides(self, rows: list[list[str]]) -> Block:
        slides = [
            {**self.picture(path, alt), "headline": headline, "text": text,
             "button": link(label, url)}
            for path, alt, headline, text, label, url in rows
        ]  # fmt: skip
        return "slideshow", {"title": "This month", "slides": slides, "plays": False}

    def pick(self, said: dict[str, str]) -> Block:
        product = Product.objects.get(slug=said["product"])
        value = {"label": said["label"], "product": product.pk, "text": said["text"]}
        return "featured_product", value

    def columns(self, said: dict[str, Any]) -> Block:
        columns = [
            {**self.picture(path, alt), "title": title, "text": self.rich([text]),
             "button": link("Have a look", url)}
            for path, alt, title, text, url in said["items"]
        ]  # fmt: skip
        return "multi_column", {"heading": said["heading"], "columns": columns}

    def collage(self, said: dict[str, Any]) -> Block:
        pictures = [
            {**self.picture(path, alt), "caption": caption, "link": link("", url)}
            for path, alt, caption, url in said["items"]
        ]
        return "collage", {"heading": said["heading"], "pictures": pictures}

    def comparison(self, said: dict[str, Any]) -> Block:
        before, after = said["labels"]
        return "comparison", {
            "heading": said["heading"],
            "before": self.picture(*said["before"]),
            "after": self.picture(*said["after"]),
            "before_label": before,
            "after_label": after,
            "caption": said["caption"],
        }

    def questions(self, said: dict[str, Any]) -> Block:
        """With what the front page says of delivery as the first one."""
        heading, *answer = self.demo.texts["home_text"]
        items = [(heading.removeprefix("## "), answer), *((q, [a]) for q, a in said["items"])]
        entries = [{"question": question, "answer": self.rich(texts)} for question, texts in items]
        return "accordion", {"heading": said["heading"], "entries": entries, "is_faq": True}

    def testimonial(self, said: list[str]) -> Block:
        quote, author, role = said
        value = {"quote": quote, "author": author, "role": role, "picture": {"image": None}}
        return "testimonial", value

    def newsletter(self, said: list[str]) -> Block:
        heading, text = said
        return "newsletter", {"heading": heading, "text": text}

    def journal(self, said: dict[str, Any]) -> Block:
        return "journal_posts", {"heading": said["title"], "limit": 3, "topic": ""}


def link(label: str, url: str) -> dict[str, Any]:
    return {"label": label, "page": None, "url": url}


def add_bars(demo: DemoStore) -> None:
    bar = demo.texts["content"]["bar"]
    AnnouncementBar.objects.create(text=demo.spec["announcement"], **bar)


def add_journal(content: Content, stream: Callable[[list[Block]], str], owner: User) -> None:
    said = content.said.get("journal")
    if said is None:
        return
    home = HomePage.objects.get(depth=2)
    journal = JournalPage(
        title=said["title"], slug="journal", introduction=said["introduction"],
        show_in_menus=True, locale=home.locale,
    )  # fmt: skip
    home.add_child(instance=journal)
    journal.save_revision(user=owner).publish(user=owner)
    for row in reversed(said["posts"]):
        picture = content.picture(row["image"], row["alt"])
        post = JournalPost(
            title=row["title"],
            date=timezone.localdate() - timedelta(days=row["days_ago"]),
            author=row["author"],
            introduction=row["introduction"],
            image_id=picture["image"],
            image_alt=row["alt"],
            locale=home.locale,
        )
        post.body = stream([("text", content.rich(row["text"]))])
        journal.add_child(instance=post)
        post.tags.add(*row["tags"])
        post.save_revision(user=owner).publish(user=owner)


def add_menus(demo: DemoStore) -> None:
    """One store has a menu of its own making; the others show what is usual."""
    said = demo.texts["content"].get("menu")
    if said is None:
        return
    menu = Menu(place=Menu.Place.HEADER, title="Header")
    menu.items = [menu_item(row, n) for n, row in enumerate(said)]  # type: ignore[misc]
    menu.save()


def menu_item(row: dict[str, Any], position: int) -> MenuItem:
    item = MenuItem(
        label=row.get("label", ""),
        url=row.get("url", ""),
        is_below=row.get("below", False),
        sort_order=position,
    )
    if slug := row.get("category"):
        item.category = Category.objects.get(slug=slug)
    if slug := row.get("page"):
        item.page = BasePage.objects.get(slug=slug, depth=3)
    return item
