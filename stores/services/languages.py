"""What a store's pages need when it takes up a language, or changes its own."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale

from stores.languages import own_name
from stores.models import BasePage, HomePage, Store, User

MOST_PAGES = 200
"""So many are copied for a new language; the rest one by one, when it is translated."""


def add_language(*, store: Store, language: str) -> HomePage:
    """The home page of a further language, with the store's pages below it as drafts to be
    translated. One that is there from before stays as it is: safe to repeat.

    In the caller's transaction and the store's scope. Locks the store's home page."""
    home = HomePage.objects.select_for_update().get(depth=2, store_id=store.pk)
    locale = Locale.objects.get(language_code=language)
    found = HomePage.objects.filter(store_id=store.pk, depth=3, locale=locale).first()
    if found is not None:
        return found
    make_room(home, language)
    translated = home.copy(
        to=home,
        recursive=False,
        update_attrs={"slug": language, "locale": locale},
        copy_revisions=False,
        keep_live=False,
        reset_translation_key=False,
        log_action="wagtail.copy_for_translation",
    )
    copy_below(home, locale, room=MOST_PAGES)
    return translated


def make_room(home: HomePage, language: str) -> None:
    """An older page may be where the language begins."""
    if home.get_children().filter(slug=language).exists():
        raise ValidationError(
            {
                "languages": _(
                    "There is a page with the address /%(code)s/. Change its slug first."
                )
                % {"code": language}
            }
        )


def copy_below(page: BasePage, locale: Locale, *, room: int) -> int:
    """Copies of the pages below ``page``, as far as their kinds ask for it; what room is left."""
    for child in page.get_children().filter(locale_id=page.locale_id).specific():
        if room <= 0 or not child.begins_with_a_language:
            continue
        translate_page(page=child, locale=locale)
        room = copy_below(child, locale, room=room - 1)
    return room


def translate_page(*, page: BasePage, locale: Locale, user: User | None = None) -> BasePage:
    """A copy of ``page`` in the language of ``locale``, as a draft, below the translation of its
    parent; the one that is there if there is one already. In the caller's transaction."""
    found = page.get_translation_or_none(locale)
    if found is not None:
        return found.specific
    parent = page.get_parent().specific
    if parent.get_translation_or_none(locale) is None:
        translate_page(page=parent, locale=locale, user=user)
    action = CopyPageForTranslationAction(page=page.specific, locale=locale, user=user)
    # Who may edit a page may translate it: the screen has asked.
    copy: BasePage = action.execute(skip_permission_checks=True)
    return copy


def check_own_language(*, store: Store, language: str) -> None:
    """Raises ValidationError where the store cannot make ``language`` its own: its pages in it
    would be there twice."""
    if BasePage.objects.filter(
        store_id=store.pk, depth=3, locale__language_code=language, slug=language
    ).exists():
        raise ValidationError(
            {
                "language": _(
                    "There are pages in %(language)s below the home page already. Take it out of"
                    " the further languages and delete its home page first."
                )
                % {"language": own_name(language)}
            }
        )


def change_own_language(*, store: Store, old: str) -> None:
    """The pages of the language that was the store's own are in the new one from now on. In the
    caller's transaction; raises ValidationError as ``check_own_language`` does."""
    check_own_language(store=store, language=store.language)
    BasePage.objects.filter(store_id=store.pk, depth__gt=1, locale__language_code=old).update(
        locale=Locale.objects.get(language_code=store.language)
    )
