"""The demo: four shops with a history, and one that is suspended. ``manage.py load_demo``."""
