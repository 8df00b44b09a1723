from __future__ import annotations

from wagtail.admin.views.account import AvatarSettingsPanel


def leave_out_profile_picture() -> None:
    """A person may be in several stores, and a file is one store's. Wagtail has no hook to leave
    a panel of the account out; one that is not active is neither shown nor saved."""
    AvatarSettingsPanel.is_active = lambda panel: False
