"""What the lifecycle of stores does by itself; called once, when the app is ready."""

from __future__ import annotations


def register() -> None:
    from stores.schedule import every
    from stores.services.end_suspensions import end_suspensions
    from stores.services.erase_closed_stores import erase_closed_stores, remind_of_erasure
    from stores.services.mail_announcements import mail_announcements
    from stores.services.publish_announcement import copy_current
    from stores.steps import WHEN_IMPORTED, WHEN_PROVISIONED

    for function in (end_suspensions, remind_of_erasure, erase_closed_stores, mail_announcements):
        every(60)(function)
    for steps in (WHEN_PROVISIONED, WHEN_IMPORTED):
        steps.register(copy_current)
