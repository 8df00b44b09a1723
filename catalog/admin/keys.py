"""Keys for the children of a cluster before they are stored."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Model
from modelcluster.models import ClusterableModel, get_all_child_relations


def give_keys_below(parent: ClusterableModel) -> None:
    """New children, and theirs, get their primary keys now, so that the revision knows them:
    otherwise each publish of it would replace a variant by a new one, without its stock."""
    for relation in get_all_child_relations(parent):
        children: list[Any] = list(getattr(parent, relation.get_accessor_name()).all())
        give_keys([child for child in children if child.pk is None])
        for child in children:
            if isinstance(child, ClusterableModel):
                give_keys_below(child)


def give_keys(children: list[Model]) -> None:
    if not children:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [children[0]._meta.db_table, len(children)],
        )
        keys = [row[0] for row in cursor.fetchall()]
    for child, key in zip(children, keys, strict=True):
        child.pk = key
