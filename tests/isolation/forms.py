"""The forms of a page as a person would send them, with one choice after the other forged."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from django.db import models

from stores.isolation.registry import rule_for
from tests.isolation.furnish import Two
from tests.isolation.rows import store_models
from tests.isolation.structure import query

Fields = dict[str, list[str]]
MANAGEMENT = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS", "ORDER", "DELETE")


def forms_of(page: bytes) -> Iterator[tuple[str, Fields, list[str]]]:
    """(action, fields as they stand, names of those that hold another row's number)."""
    for form in BeautifulSoup(page, "html.parser").find_all("form"):
        if form.get("method", "").lower() != "post":
            continue
        fields: Fields = {}
        choices = []
        for control in form.find_all(["input", "select", "textarea"]):
            name = control.get("name")
            if not name or control.get("type") in ("file", "submit", "button"):
                continue
            value = value_of(control)
            if value is None:
                continue
            fields.setdefault(name, []).append(value)
            if is_choice(control, name, value):
                choices.append(name)
        yield form.get("action") or "", fields, choices


def value_of(control: Tag) -> str | None:
    if control.name == "textarea":
        return control.get_text()
    if control.name == "select":
        chosen = control.find("option", selected=True) or control.find("option")
        return chosen.get("value", "") if chosen else ""
    if control.get("type") in ("checkbox", "radio") and not control.has_attr("checked"):
        return None
    return control.get("value", "")


def is_choice(control: Tag, name: str, value: str) -> bool:
    if name.endswith(MANAGEMENT) or name in ("csrfmiddlewaretoken", "next"):
        return False
    if control.name == "select":
        values = [option.get("value", "") for option in control.find_all("option")]
        return any(v.isdigit() for v in values) or not any(values)
    return control.get("type") == "hidden" and (value == "" or value.isdigit())


def pointing_across(two: Two) -> list[str]:
    """Rows of the first store with a key to a row of the second, in any column of any table.

    Read in the platform's scope; also keys of packages' tables, which have no composite one."""
    problems = []
    for model in store_models():
        rule = rule_for(model._meta.db_table)
        for field in model._meta.local_fields:
            if not isinstance(field, models.ForeignKey) or field.column == rule.column:
                continue
            target = rule_for(field.remote_field.model._meta.db_table)
            if not target.has_store or target.table == "stores_store":
                continue
            ((found,),) = query(
                f'SELECT count(*) FROM "{rule.table}" a JOIN "{target.table}" b'
                f' ON b."{field.target_field.column}" = a."{field.column}"'
                f' WHERE a."{rule.column}" = %s AND b."{target.column}" = %s',
                two.mine.store.pk,
                two.theirs.store.pk,
            )
            if found:
                problems.append(f"{rule.table}.{field.column} points at {target.table}")
    return problems
