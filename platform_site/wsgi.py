import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_site.settings")
application = get_wsgi_application()

from django.db import connections  # noqa: E402 - needs the settings

from stores.isolation.checks import refuse_unsafe_database  # noqa: E402 - needs the apps

refuse_unsafe_database()
connections.close_all()  # Requests are answered by other threads.
