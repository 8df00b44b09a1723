from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from stores import actors
from stores.audit.changes import Change, Names
from stores.audit.sentences import label_of, sentence
from stores.models import AuditEntry, Store
from stores.scope import PLATFORM_ID
from stores.selectors.audit import PROVIDERS

IN_A_LINE = 3


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is read: by an operator with everything, by an owner without the network
    addresses of the provider's team."""

    entry: AuditEntry
    who: str
    address: str
    sentence: str
    changes: list[Change]
    label: str
    store_name: str
    url: str

    @property
    def text(self) -> str:
        """The sentence, and the first changes with it."""
        if not self.changes:
            return self.sentence
        shown = "; ".join(str(change) for change in self.changes[:IN_A_LINE])
        left = len(self.changes) - IN_A_LINE
        return f"{self.sentence}: {shown}" + (f" (+{left})" if left > 0 else "")


def lines(entries: Iterable[AuditEntry], *, store: Store | None, url_name: str) -> list[Line]:
    """``store`` is whose owner reads; None for an operator, with entries that have their store
    loaded. As many queries for fifty entries as for one."""
    rows = list(entries)
    names = Names.of(rows)
    found = []
    for entry in rows:
        own = store if store is not None else entry.store
        person = who(entry)
        found.append(
            Line(
                entry=entry,
                who=person,
                address="" if store and entry.actor_kind in PROVIDERS else entry.address,
                sentence=sentence(entry.action, who=person, what=entry.object_name),
                changes=names.changes(entry, "" if own.pk == PLATFORM_ID else own.currency),
                label=label_of(entry.action),
                store_name=_("The platform") if own.pk == PLATFORM_ID else own.name,
                url=reverse(url_name, args=[entry.pk]),
            )
        )
    return found


def who(entry: AuditEntry) -> str:
    name = entry.actor_name
    if entry.actor_kind == actors.SYSTEM:
        return _("Background work")
    if entry.actor_kind == actors.COMMAND:
        return _("Command line (%(name)s)") % {"name": name} if name else _("Command line")
    if entry.actor_kind == actors.SUPPORT:
        return _("%(name)s (provider’s support)") % {"name": name}
    if entry.actor_kind == actors.OPERATOR:
        return _("%(name)s (provider’s team)") % {"name": name} if name else _("Provider’s team")
    return name
