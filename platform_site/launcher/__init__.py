"""The Python side of ``bin/run`` and ``bin/test``.

Its checks run before Django is set up (``virtualenv`` even before Django is installed), so that
what is missing on a machine ends in one line that says what to do, not in a stack trace.
"""
