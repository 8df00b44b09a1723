"""Header and footer: what stands there by itself, and what a store puts there."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalog.models import CategoryTranslation, Collection, Menu, MenuItem
from catalog.selectors.navigation import load_navigation
from stores.languages import shop_in
from stores.models import BasePage, StoreGeneration
from stores.scope import store_scope
from tests.factories import make_category

pytestmark = pytest.mark.django_db


def make_menu(store, *items: dict[str, Any], **fields: Any) -> Menu:
    with store_scope(store):
        menu = Menu(**{"title": "Menu", **fields})
        menu.items = [MenuItem(sort_order=n, **item) for n, item in enumerate(items)]
        menu.save()
        return menu


@pytest.fixture
def parts(store, store_client):
    """Header and footer of a page, as visitors get them."""

    def read() -> tuple[str, str]:
        html = store_client(store).get("/products/").text
        header = html.split("<header", 1)[1].split("</header>", 1)[0]
        return header, html.split("<footer", 1)[1].split("</footer>", 1)[0]

    return read


def test_without_menus_categories_and_pages_stand_there(store, parts):
    cups = make_category(store, "Cups")
    make_category(store, "Small cups", parent=cups)
    header, footer = parts()
    assert 'href="/categories/cups/"' in header
    assert 'href="/categories/small-cups/"' in header
    assert 'href="/categories/cups/"' in footer
    assert 'href="/privacy/"' in footer


def test_a_category_that_is_a_draft_stands_nowhere(store, parts):
    make_category(store, "Secret", live=False)
    assert not any("Secret" in part for part in parts())


def test_a_menu_of_the_stores_replaces_what_stands_in_the_header(store, parts):
    cups = make_category(store, "Cups")
    make_category(store, "Plates")
    with store_scope(store):
        about = BasePage.objects.get(slug="about")
        sale = Collection.objects.create(name="Sale", slug="sale")
    make_menu(
        store,
        {"label": "All our cups", "category": cups},
        {"collection": sale},
        {"page": about},
        {"label": "Elsewhere", "url": "https://example.org/"},
    )
    header, footer = parts()
    assert '<a href="/categories/cups/">All our cups</a>' in header
    assert '<a href="/collections/sale/">Sale</a>' in header
    assert '<a href="/about/">About</a>' in header
    assert '<a href="https://example.org/">Elsewhere</a>' in header
    assert "Plates" not in header
    assert "Plates" in footer


def test_entries_stand_below_the_one_before_them(store, parts):
    make_menu(
        store,
        {"label": "Above", "url": "/products/"},
        {"label": "Within", "url": "/search/", "is_below": True},
        {"label": "Beside", "url": "/cart/"},
    )
    header, _footer = parts()
    inner = header.split("<summary>Above</summary>", 1)[1].split("</details>", 1)[0]
    assert "Within" in inner
    assert "Beside" not in inner


def test_columns_of_the_footer_stand_in_their_order_under_their_titles(store, parts):
    for position, title in ((2, "Second column"), (1, "First <column>")):
        make_menu(
            store, {"label": title[:5], "url": "/products/"},
            place="footer", title=title, position=position,
        )  # fmt: skip
    _header, footer = parts()
    assert footer.index("First &lt;column&gt;") < footer.index("Second column")
    assert "/privacy/" not in footer


def test_what_is_not_published_is_left_out_and_what_was_below_it_moves_up(store, parts):
    hidden = make_category(store, "Hidden", live=False)
    with store_scope(store):
        page = BasePage.objects.get(slug="about").specific
        page.unpublish()
    make_menu(
        store,
        {"label": "Hidden one", "category": hidden},
        {"label": "Stays", "url": "/search/", "is_below": True},
        {"label": "No page", "page": page.basepage_ptr if hasattr(page, "basepage_ptr") else page},
    )
    header, _footer = parts()
    assert "Hidden one" not in header
    assert "No page" not in header
    assert "Stays" in header


def test_a_menu_without_an_entry_that_leads_anywhere_counts_as_none(store, parts):
    make_category(store, "Cups")
    make_menu(store, {"label": "Gone", "category": make_category(store, "Old", live=False)})
    assert "Cups" in parts()[0]


@pytest.mark.parametrize(
    "item",
    [{}, {"label": "x"}, {"url": "/products/"}, {"label": "x", "url": "javascript:alert(1)"},
     {"label": "x", "url": "//evil.example/"}, {"label": "x", "url": "/a", "category_id": 1}],
)  # fmt: skip
def test_an_entry_leads_to_one_thing_and_to_no_script(store, item):
    with store_scope(store), pytest.raises(ValidationError):
        MenuItem(**item).full_clean(exclude=["menu", "store", "category"])


def test_a_store_has_one_menu_for_the_header(store, store_client, as_member):
    make_menu(store, {"label": "One", "url": "/products/"})
    with store_scope(store), pytest.raises(ValidationError):
        Menu(title="Another").full_clean()


def test_another_stores_menu_is_not_shown_and_not_edited(
    store, other_store, parts, store_client, as_member
):
    theirs = make_menu(other_store, {"label": "Over there", "url": "/products/"})
    assert not any("Over there" in part for part in parts())
    editor = store_client(store, as_member(store, "Editor"))
    assert editor.get(f"/admin/snippets/catalog/menu/edit/{theirs.pk}/").status_code == 404


def test_saving_a_menu_makes_pages_anew(store):
    def generation() -> int:
        return StoreGeneration.objects.get(store=store).value

    before = generation()
    menu = make_menu(store, {"label": "One", "url": "/products/"})
    saved = generation()
    assert saved > before
    with store_scope(store):
        menu.delete()
    assert generation() > saved


def test_an_editor_makes_a_menu_and_sees_it_before_saving(store, store_client, as_member):
    editor = store_client(store, as_member(store, "Editor"))
    form = {
        "place": "header", "title": "Main", "language": "", "position": "0",
        "items-TOTAL_FORMS": "1", "items-INITIAL_FORMS": "0",
        "items-MIN_NUM_FORMS": "1", "items-MAX_NUM_FORMS": "60",
        "items-0-label": "Shown at once", "items-0-url": "/products/", "items-0-ORDER": "1",
        "items-0-category": "", "items-0-collection": "", "items-0-page": "",
    }  # fmt: skip
    base = "/admin/snippets/catalog/menu"
    answer = editor.post(f"{base}/preview/", form).json()
    assert answer["is_valid"], answer
    html = editor.get(f"{base}/preview/?mode=").text
    assert "Shown at once" in html.split("</header>", 1)[0]
    assert not Menu.objects.filter(store=store).exists()
    assert editor.post(f"{base}/add/", form).status_code == 302
    assert Menu.objects.get(store=store).items.count() == 1


def test_a_language_has_its_own_names_and_can_have_its_own_menu(store):
    store.languages = ["de"]
    store.save()
    cups = make_category(store, "Cups")
    with store_scope(store):
        CategoryTranslation.objects.create(category=cups, language="de", name="Tassen")
    make_menu(store, {"category": cups}, {"label": "All", "url": "/products/"})

    def labels() -> list[str]:
        with store_scope(store), shop_in(store, "de"):
            return [link.label for link in load_navigation(store).header]

    assert labels() == ["Tassen", "All"]
    make_menu(store, {"label": "Nur hier", "url": "/products/"}, language="de")
    assert labels() == ["Nur hier"]
    with store_scope(store):
        assert [link.label for link in load_navigation(store).header] == ["Cups", "All"]
