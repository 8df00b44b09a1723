"""Find the browser of the browser tests."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

from .errors import LaunchError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_GET_IT = "apt-get install chromium, or set CHROMIUM to the path of Chromium or Chrome"


def find_chromium(variables: Mapping[str, str]) -> str | None:
    """The path that CHROMIUM names, else the first browser in PATH, else None."""
    named = variables.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if found is None:
            raise LaunchError(f"CHROMIUM is {named!r}, which is no program: correct or unset it.")
        return found
    return next((path for name in _NAMES if (path := shutil.which(name))), None)
