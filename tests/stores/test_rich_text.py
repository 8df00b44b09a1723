"""Texts with formatting: what is stored when somebody sends what no editor makes, and what is shown
if something else is stored all the same."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from wagtail.admin.rich_text import get_rich_text_editor_widget
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import nested_form_data, streamfield

from catalog.models import Product
from stores.blocks.base import PLAIN_TEXT, LinkBlock
from stores.models import BasePage, ContentPage, Store
from stores.scope import store_scope
from tests.factories import make_product

pytestmark = pytest.mark.django_db

FEATURES = [PLAIN_TEXT, ["bold", "italic", "ol", "ul", "h3", "link"]]

# All that may be in a text: what makes headings, lists, emphasis and links.
ELEMENTS = {"p", "h2", "h3", "h4", "b", "i", "a", "ul", "ol", "li", "br", "hr"}
ATTRIBUTES = {"href", "linktype", "id", "data-block-key"}
SCHEMES = {"", "http", "https", "mailto", "tel"}

ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\tjava\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "java\x00script:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    '" onmouseover="alert(1)',
    "'><script>alert(1)</script>",
]

MARKUP = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src=https://evil.example/x.png>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='data:text/html,<script>alert(1)</script>'>",
    "<iframe src=javascript:alert(1) srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example><input name=card></form>",
    "<p style='background:url(https://evil.example/x.png)' onclick=alert(1)>x</p>",
    "<a href='javascript:alert(1)' onclick='alert(1)'>x</a>",
    "<a href='java&#09;script:alert(1)'>x</a>",
    "<video><source onerror=alert(1)></video>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<p><p/onmouseover=alert(1)//",
    "<!--><img src=x onerror=alert(1)>-->",
]


def contentstate(text: str = "x", address: str = "", block: str = "unstyled") -> str:
    """What the editor sends: a block of text, all of it a link if there is an address."""
    entities = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": address}}}
    return json.dumps(
        {
            "blocks": [
                {
                    "key": '0"><script>',
                    "text": text,
                    "type": block,
                    "depth": 0,
                    "inlineStyleRanges": [{"offset": 0, "length": 1, "style": "BOLD"}],
                    "entityRanges": [{"offset": 0, "length": len(text), "key": 0}]
                    if address
                    else [],
                }
            ],
            "entityMap": entities if address else {},
        }
    )


class Markup(HTMLParser):
    """What of a text is markup, as a browser reads it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.problems.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.problems.append(name)
            if name == "href" and scheme_of(value or "") not in SCHEMES:
                self.problems.append(f"href={value}")


def scheme_of(address: str) -> str:
    """Browsers skip what cannot be seen."""
    seen = re.sub(r"[\x00-\x20]", "", address).lower()
    found = re.match(r"([a-z][a-z0-9+.-]*):", seen)
    return found[1] if found else ""


def assert_harmless(html: str) -> None:
    assert Markup(html).problems == [], html


def stored(state: str, features: list[str]) -> str:
    widget = get_rich_text_editor_widget(features=features)
    return str(widget.value_from_datadict({"text": state}, {}, "text"))


@pytest.mark.parametrize("features", FEATURES, ids=["page", "product"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_link_that_runs_something_is_not_stored(address: str, features: list[str]) -> None:
    html = stored(contentstate(address=address), features)
    assert_harmless(html)
    assert_harmless(str(RichText(html)))


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_that_is_typed_is_text(markup: str) -> None:
    html = stored(contentstate(markup), PLAIN_TEXT)
    assert_harmless(html)
    assert_harmless(str(RichText(html)))
    assert "&lt;" in html


@pytest.mark.parametrize(
    "entity",
    [
        {"type": "IMAGE", "data": {"src": "https://evil.example/x.png", "id": 1}},
        {"type": "EMBED", "data": {"url": "https://evil.example/", "html": "<script>"}},
        {"type": "DOCUMENT", "data": {"url": "javascript:alert(1)"}},
        {"type": "LINK", "data": {"url": "/x", "onclick": "alert(1)", "style": "x"}},
        {"type": "SCRIPT", "data": {"html": "<script>alert(1)</script>"}},
    ],
    ids=str,
)
def test_what_the_editor_has_no_button_for_is_not_stored(entity: dict[str, Any]) -> None:
    state = json.loads(contentstate(address="/x"))
    state["entityMap"]["0"] = {"mutability": "IMMUTABLE", **entity}
    html = stored(json.dumps(state), PLAIN_TEXT)
    assert_harmless(html)
    assert_harmless(str(RichText(html)))


@pytest.mark.parametrize("block", ["script", "iframe", "code-block", "header-one", "<script>"])
def test_neither_are_blocks_it_does_not_have(block: str) -> None:
    assert_harmless(stored(contentstate("x", block=block), PLAIN_TEXT))


# Links to pages

NO_NUMBERS = ["abc", "1 OR 1=1", "-1", "1.5", "²", "", "9" * 30, "9" * 300, "1e3", [1], {"a": 1}]


@pytest.mark.parametrize("number", NO_NUMBERS, ids=str)
def test_a_link_to_a_page_that_is_no_number_is_not_stored(number: Any) -> None:
    state = json.loads(contentstate(address="/x"))
    state["entityMap"]["0"]["data"] = {"id": number, "url": "/x"}
    html = stored(json.dumps(state), PLAIN_TEXT)
    assert "<a" not in html
    assert "x" in html


@pytest.mark.parametrize("number", NO_NUMBERS[:-2], ids=str)
def test_where_one_is_stored_the_text_is_saved_shown_and_edited_all_the_same(
    number: str, store: Store
) -> None:
    about = BasePage.objects.get(slug="about", store=store)
    html = f'<p><a linktype="page" id="{number}">x</a> <a linktype="page" id="{about.pk}">y</a></p>'
    html += '<p><a linktype="page">z</a></p>'
    with store_scope(store):
        make_product(store, description=html)
        shown = str(RichText(html))
        edited = get_rich_text_editor_widget(features=PLAIN_TEXT).format_value(html)
    assert "<a>x</a>" in shown
    assert 'about/">y</a>' in shown
    assert f'"id": {about.pk}' in edited


# What is shown of what was stored by other ways


@pytest.mark.parametrize("markup", MARKUP)
def test_what_is_shown_runs_nothing(markup: str) -> None:
    assert_harmless(str(RichText(f"<p>before</p>{markup}<p>after</p>")))
    shown = Template("{% load wagtailcore_tags %}{{ text|richtext }}").render(
        Context({"text": f"<p>before</p>{markup}"})
    )
    assert_harmless(shown)
    assert "before" in shown


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_link_that_is_shown_runs_something(address: str) -> None:
    from django.utils.html import escape

    assert_harmless(str(RichText(f'<p><a href="{escape(address)}">x</a></p>')))
    assert_harmless(str(RichText(f"<p><a href={address}>x</a></p>")))


KEPT = (
    '<h2>A</h2><h3>B</h3><h4>C</h4><p>one<br><b>two</b> <i>three</i> &amp; <a href="/about/">x</a> '
    '<a href="https://example.com/?a=1&amp;b=2#c">y</a> <a href="mailto:a@b.example">z</a> '
    '<a href="tel:+491">t</a></p><ul><li>é</li></ul><ol><li>中</li></ol><hr>'
)


def test_what_the_editor_makes_is_shown_as_it_is() -> None:
    assert str(RichText(KEPT)).strip() == KEPT


def test_a_link_to_a_page_leads_there(store: Store) -> None:
    with store_scope(store):
        page = BasePage.objects.get(slug="about")
        shown = str(RichText(f'<p><a linktype="page" id="{page.pk}">x</a></p>'))
    assert shown.strip() == '<p><a href="/about/">x</a></p>'


# Through the forms


@pytest.fixture
def owner(store: Store, as_member: Any, store_client: Any) -> Client:
    return store_client(store, as_member(store, "Owner"))


HOSTILE_STATE = contentstate("<script>alert(1)</script>", address="javascript:alert(1)")


def test_a_page_that_is_posted_shows_nothing_hostile(store: Store, owner: Client) -> None:
    with store_scope(store):
        page = ContentPage.objects.get(slug="about")
    response = owner.post(
        f"/admin/pages/{page.pk}/edit/",
        nested_form_data(
            {
                "title": "About",
                "slug": "about",
                "introduction": "<script>alert(1)</script>",
                "body": streamfield(
                    [
                        ("text", HOSTILE_STATE),
                        (
                            "hero",
                            {
                                "headline": "<script>alert(1)</script>",
                                "text": "<img src=x onerror=alert(1)>",
                                "button": {"label": "x", "page": "", "url": ""},
                                "image": "",
                                "alt": "",
                            },
                        ),
                    ]
                ),
                "action-publish": "1",
                "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
            }
        ),
    )
    assert response.status_code == 302, response.context["form"].errors
    with store_scope(store):
        page.refresh_from_db()
        assert_harmless(str(page.body.raw_data[0]["value"]))
    shown = owner.get("/about/").content.decode()
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>" not in shown
    assert "javascript:" not in shown
    assert "<img src=x" not in shown


def test_a_products_description_is_cleaned_when_it_is_shown(store: Store, owner: Client) -> None:
    product = make_product(store)
    with store_scope(store):
        Product.objects.filter(pk=product.pk).update(
            description="<p>Holds tea.</p>" + "".join(MARKUP)
        )
    shown = owner.get(product.get_absolute_url()).content.decode()
    assert "Holds tea." in shown
    text = shown[shown.index("rich-text") :]
    assert_harmless(text[: text.index("</div>")])


@pytest.mark.parametrize(
    "address",
    [
        *(address for address in ADDRESSES if address.strip()),
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "https:evil.example",
        "ftp://evil.example/",
        "file:///etc/passwd",
        "blob:https://evil.example/x",
        "/a b",
        "/a\nb",
    ],
)
def test_a_buttons_address_cannot_run_something_or_lead_away_unseen(address: str) -> None:
    from django.core.exceptions import ValidationError

    block = LinkBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"label": "x", "page": None, "url": address}))


@pytest.mark.parametrize("address", ["/", "/products/?a=1", "https://example.com/", "mailto:a@b.c"])
def test_a_buttons_address_may_be_ordinary(address: str) -> None:
    block = LinkBlock()
    value = block.clean(block.to_python({"label": "x", "page": None, "url": address}))
    assert value["url"] == address
