#!/usr/bin/env python3
"""Django's command line, in the platform's scope or with ``--store SLUG`` in a store's."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_site.settings")
    try:
        from django.conf import settings
    except ImportError as error:
        sys.exit(f"{error}\nUse the project's own Python: bin/run makes it (.venv/bin/python).")
    from platform_site.command_line import run

    run(sys.argv, settings)


if __name__ == "__main__":
    main()
