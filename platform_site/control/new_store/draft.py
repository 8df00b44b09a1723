"""What an operator has typed so far, kept in their session: as it was typed, step by step, so that
going back and forth, or away and back, loses nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from platform_site.control.new_store.forms import (
    OwnerStep,
    PlanStep,
    StepForm,
    StoreStep,
    TemplateStep,
)

KEY = "new_store"
MADE = "new_store_made"
REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    title: str | Promise
    form: type[StepForm] | None


STEPS = (
    Step("store", _("Store"), StoreStep),
    Step("owner", _("Owner"), OwnerStep),
    Step("plan", _("Plan"), PlanStep),
    Step("template", _("Template"), TemplateStep),
    Step(REVIEW, _("Review"), None),
)
NAMES = [step.name for step in STEPS]


class Draft:
    def __init__(self, request: HttpRequest) -> None:
        self.session = request.session
        self.typed: dict[str, dict[str, str]] = dict(self.session.get(KEY) or {})

    def keep(self, step: str, data: Any, fields: list[str]) -> None:
        self.typed[step] = {name: str(data[name])[:500] for name in fields if name in data}
        self.session[KEY] = self.typed

    def forget(self) -> None:
        self.session.pop(KEY, None)
        self.typed = {}

    def checked(self, until: str) -> tuple[dict[str, Any], str]:
        """What the steps before ``until`` say, and the first of them that is missing or wrong (or
        nothing): another store may have taken the slug meanwhile. Platform scope."""
        values: dict[str, Any] = {}
        for step in STEPS:
            if step.name == until or step.form is None:
                return values, ""
            form = step.form(self.typed.get(step.name), before=values)
            if not form.is_valid():
                return values, step.name
            values |= form.cleaned_data
        return values, ""

    @property
    def fingerprint(self) -> str:
        """Of all that is typed: what is made is what was reviewed, whatever another window does."""
        text = json.dumps(self.typed, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def note_made(self, fingerprint: str, slug: str) -> None:
        self.session[MADE] = {"fingerprint": fingerprint, "slug": slug}

    def made_from(self, fingerprint: str) -> str:
        """The slug of the store that was made when the same review was sent before."""
        made = self.session.get(MADE) or {}
        return made["slug"] if fingerprint and made.get("fingerprint") == fingerprint else ""
