"""Two stores, each with at least one row in every table a store can have rows in.

Each text of a store carries words that nothing else has, so that a leak is one search in a
response. All primary keys of the second store begin behind a base that is the same in every
table, so that one number in an address names something of it whatever the address is about.

What is not made by hand is made from the models' own fields, so that a table added next year
is filled, attacked and compared without anybody thinking of this file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection, models
from django.utils import timezone
from wagtail.contrib.forms.models import FormSubmission
from wagtail.models import Collection, Comment, GroupApprovalTask, Workflow, WorkflowTask

from catalog.models import Collection as ProductCollection
from catalog.models import CollectionProduct, CollectionRule, Product
from commerce.models import ProviderSetting
from stores.models import (
    Announcement,
    BasePage,
    ContactFormField,
    ContactFormPage,
    ContentPage,
    Document,
    Domain,
    HomePage,
    Image,
    Invitation,
    JournalPage,
    JournalPost,
    Membership,
    PlatformSettings,
    Store,
    Tag,
    User,
)
from stores.models.invitation import digest
from stores.roles import Role
from stores.scope import platform_scope, store_scope
from stores.services.provision_store import provision_store
from stores.sessions import SessionStore
from tests.conftest import PASSWORD
from tests.factories import make_category, make_image, make_product
from tests.isolation.rows import is_empty, make_row, store_models


@dataclass(frozen=True)
class Side:
    """A store and how to recognise it."""

    store: Store
    mark: str
    base: int
    """Its first row in each table has the number after this one."""

    @property
    def host(self) -> str:
        return f"{self.store.slug}.localhost"

    @property
    def secret(self) -> str:
        """In every text of the store, and in nothing else."""
        return f"{self.mark}secret"

    @property
    def word(self) -> str:
        """Also in every text: something to search for that is not the secret itself."""
        return f"{self.mark}word"

    @property
    def text(self) -> str:
        return f"{self.word} {self.secret}"

    @property
    def invitation(self) -> str:
        """What the link holds that somebody was sent to join the store."""
        return f"{self.mark}-invitation-token"

    def owner(self) -> User:
        return User.objects.get(email=f"owner@{self.secret}.example")

    def first(self, model: type[models.Model], **conditions: Any) -> Any:
        with store_scope(self.store):
            return model._default_manager.filter(**conditions).order_by("pk").first()


@dataclass(frozen=True)
class Two:
    mine: Side
    theirs: Side

    def staff(self, role: str) -> User:
        """Somebody who holds a role in the first store, and nothing elsewhere."""
        email = f"{role.lower()}@{self.mine.secret}.example"
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, PASSWORD, first_name=role)
            Membership.objects.create(
                store=self.mine.store, user=user, group=Group.objects.get(name=role)
            )
        return user


def furnish_two() -> Two:
    with platform_scope():
        make_workflow()
        PlatformSettings.load().save()
        Announcement.objects.get_or_create(title="Holidays", body="We are away in August.")
        ProviderSetting.objects.get_or_create(kind="payment", code="manual")
        two = Two(mine=furnish("attacker"), theirs=furnish("victim"))
        advance_sequences()  # What is made later has no number that looks like theirs.
        return two


def furnish(mark: str) -> Side:
    base = advance_sequences()
    mark = f"zq{mark}"
    store = provision_store(
        name=f"{mark}word {mark}secret",
        slug=f"{mark}slug",
        owner_email=f"owner@{mark}secret.example",
        owner_password=PASSWORD,
    )
    side = Side(store, mark, base)
    Store.all_objects.filter(pk=store.pk).update(tagline=side.text, contact_address=side.text)
    owner = User.objects.get(email=store.contact_email)
    User.objects.filter(pk=owner.pk).update(first_name=side.word, last_name=side.secret)
    furnish_domain(side)
    with store_scope(store):
        furnish_media(side, owner)
        furnish_catalogue(side, owner)
        furnish_pages(side, owner)
        furnish_contact_form(side)
        furnish_journal(side)
        furnish_rest(side, owner)
    return side


def advance_sequences() -> int:
    """Every sequence goes on behind the same round number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences"
            " WHERE schemaname = current_schema()"
        )
        sequences = cursor.fetchall()
        base = (max(last for _name, last in sequences) // 10_000 + 1) * 10_000
        for name, _last in sequences:
            cursor.execute("SELECT setval(%s, %s)", [f'"{name}"', base])
    return base


def make_workflow() -> Workflow:
    """A definition of the platform, which every store's editors can use."""
    workflow = Workflow.objects.filter(name="Approval").first()
    if workflow is None:
        workflow = Workflow.objects.create(name="Approval")
        task = GroupApprovalTask.objects.create(name="Owner approves")
        task.groups.add(Group.objects.get(name=Role.OWNER))
        WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow


def furnish_domain(side: Side) -> None:
    """The second of the store's host names: proved, and not the primary one."""
    with platform_scope(on_behalf_of=side.store):
        Domain.objects.create(
            store=side.store,
            hostname=f"shop.{side.secret}.example",
            kind=Domain.Kind.CUSTOM,
            verified_at=timezone.now(),
            leads_here=True,
        )


def furnish_media(side: Side, owner: User) -> None:
    with platform_scope(on_behalf_of=side.store):  # The root collection is the platform's.
        Collection.objects.get(depth=1).add_child(name=side.text)
    image = make_image(side.store, side.text)
    Image.objects.filter(pk=image.pk).update(description=side.text, uploaded_by_user=owner)
    image.tags.add(f"{side.word} {side.secret} tag")
    image.get_rendition("fill-20x20")
    document = Document.objects.create(
        title=side.text,
        file=ContentFile(side.text.encode(), name=f"{side.secret}.txt"),
        uploaded_by_user=owner,
    )
    document.tags.add(Tag.objects.get(name__startswith=side.word))


def furnish_catalogue(side: Side, owner: User) -> None:
    parent = make_category(side.store, side.text, slug=f"{side.mark}slug-parent")
    child = make_category(side.store, f"{side.text} child", slug=f"{side.mark}slug", parent=parent)
    product = make_product(
        side.store,
        side.text,
        slug=f"{side.mark}slug",
        options=[side.text],
        variants=[{"sku": f"{side.secret}-1", "option1": side.text}],
        categories=[child],
        image=True,
        short_description=side.text,
        description=f"<p>{side.text}</p>",
    )
    product.name = f"{side.text} draft"
    product.save_revision(user=owner, log_action=True)
    other = make_product(side.store, f"{side.text} other", slug=f"{side.mark}slug-other")
    other.save_revision(user=owner, log_action=True)
    Workflow.objects.get(name="Approval").start(Product.objects.get(pk=other.pk), owner)
    child.description = f"{side.text} draft"
    child.save_revision(user=owner, log_action=True)
    furnish_collection(side, product, owner)


def furnish_collection(side: Side, product: Product, owner: User) -> None:
    chosen = ProductCollection(name=side.text, slug=f"{side.mark}slug", description=side.text)
    chosen.chosen = [CollectionProduct(product=product)]
    chosen.rules = [CollectionRule(subject="tag", value=side.text)]
    chosen.save()
    chosen.name = f"{side.text} draft"
    chosen.save_revision(user=owner, log_action=True)


def furnish_pages(side: Side, owner: User) -> None:
    for page in ContentPage.objects.all():
        page.title = f"{page.title} {side.text}"
        page.introduction = page.search_description = side.text
        revision = page.save_revision(user=owner, log_action=True)
        revision.publish(user=owner)
    page = ContentPage.objects.order_by("pk").first()
    page.wagtail_admin_comments.add(Comment(user=owner, text=side.text, contentpath="introduction"))
    page.introduction = f"{side.text} draft"
    page.save_revision(user=owner, log_action=True)
    Workflow.objects.get(name="Approval").start(ContentPage.objects.get(pk=page.pk), owner)
    BasePage.objects.get(pk=page.pk).create_alias(
        update_slug=f"{side.mark}slug-alias", user=owner, parent=page.get_parent()
    )


def furnish_contact_form(side: Side) -> None:
    page = ContactFormPage(
        title=side.text, slug=f"{side.mark}slug-form", introduction=side.text, thanks=side.text
    )
    page.form_fields = [ContactFormField(label=side.text, field_type="singleline")]
    home = HomePage.objects.get()
    home.add_child(instance=page)
    FormSubmission.objects.create(page=page, form_data={"note": side.text})


def furnish_journal(side: Side) -> None:
    """Pages stand below the store's home page, and nowhere else."""
    journal = JournalPage(title=side.text, slug=f"{side.mark}slug-journal", introduction=side.text)
    HomePage.objects.get().add_child(instance=journal)
    journal.add_child(instance=JournalPost(title=side.text, slug=f"{side.mark}slug-post"))


def furnish_rest(side: Side, owner: User) -> None:
    """A row of every store's table that has none yet, parents before children."""
    session = SessionStore()
    session["note"] = side.text
    session.create()
    waiting = [model for model in store_models() if is_empty(model, side)]
    while waiting:
        left = [model for model in waiting if not make_row(model, side, owner)]
        assert len(left) < len(waiting), f"No row of {left} could be made"
        waiting = left
    with platform_scope(on_behalf_of=side.store):
        Invitation.objects.filter(store=side.store).update(
            token_digest=digest(side.invitation), accepted_at=None, revoked_at=None
        )
