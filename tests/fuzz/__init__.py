"""Fuzzing of what meets strangers' input: ``bin/test --fuzz`` (docs/testing.md).

``targets/`` says what is sent where, ``junk.py`` what junk looks like, ``door.py`` sends it through
the whole stack of middleware and looks at the answer, ``run.py`` counts, shrinks and reports.
``test_targets.py`` runs a small sample of each target in the ordinary suite."""
