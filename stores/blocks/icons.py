"""Small drawings that blocks show beside a few words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ICONS: dict[str, tuple[Promise | str, str]] = {
    "delivery": (
        _("Delivery van"),
        "M2 6 h12 v10H2z M14 9.5 h4 l4 4V16 h-8 M6 16 a2 2 0 1 0 4 0 M16 16 a2 2 0 1 0 4 0",
    ),
    "return": (
        _("Return arrow"),
        "M4 9 h11 a5 5 0 0 1 0 10H8 M4 9 l4.5-4.5 M4 9 l4.5 4.5",
    ),
    "secure": (
        _("Padlock"),
        "M5 11 h14 v9.5H5z M8 11V7.5 a4 4 0 0 1 8 0V11 M12 14.5 v2.5",
    ),
    "heart": (
        _("Heart"),
        "M12 20.3 4.6 13 a4.9 4.9 0 0 1 7-7 l.4.5.4-.5 a4.9 4.9 0 0 1 7 7Z",
    ),
    "leaf": (
        _("Leaf"),
        "M5 19C4 10 9 4 20 4 c0 11-6 16-13 14 M5 20 c1.5-5 5-9 9-11",
    ),
    "clock": (
        _("Clock"),
        "M12 3 a9 9 0 1 0 0 18 9 9 0 0 0 0-18 M12 7.5V12 l3 2",
    ),
    "gift": (
        _("Gift"),
        "M4 8.5 h16 v4H4z M5.5 12.5 h13V21 h-13z M12 8.5V21 M12 8.5C9 8.5 7 7 8 5s4 0 4 "
        "3.5 c0-3.5 3-5.5 4-3.5s-1 3.5-4 3.5",
    ),
    "star": (
        _("Star"),
        "m12 3.5 2.7 5.5 6 .9-4.4 4.2 1.1 6L12 17.3 6.6 20.1 l1.1-6L3.3 9.9 l6-.9Z",
    ),
    "chat": (
        _("Speech bubble"),
        "M4 5 h16 v11H11 l-5 4 v-4H4z M8 9 h8 M8 12 h5",
    ),
    "hand": (
        _("Made by hand"),
        "M8 12V6.5 a1.5 1.5 0 0 1 3 0V11 M11 10V5 a1.5 1.5 0 0 1 3 0 v6 M14 10.5V6.5 a1.5 "
        "1.5 0 0 1 3 0V15 c0 4-2.5 6-6 6-3 0-4.5-1.5-6-5 l-1.3-3 a1.5 1.5 0 0 1 2.6-1.3L8 "
        "14",
    ),
    "shop": (
        _("Shop"),
        "M4 9.5 5.5 4 h13L20 9.5 M4 9.5 a2.7 2.7 0 0 0 5.3 0 2.7 2.7 0 0 0 5.4 0 2.7 2.7 "
        "0 0 0 5.3 0 M5.5 12 v8.5 h13V12 M10 20.5V15 h4 v5.5",
    ),
    "recycle": (
        _("Repaired, reused"),
        "M8 4.5 h5 l3 5 M16 5.5 v4 h-4 M19.5 13 l1 3-2.5 4 h-5 M15.5 17 l-2.5 3 2.5 3 "
        "M4.5 11.5 3 15 l2.5 5H9 M2.5 12 l3-2 2.5 2.5",
    ),
}
"""Name → what editors read, and the lines of its drawing in a square of 24."""
