from django.urls import path

from stores.admin.views.theme import admin_theme
from stores.views.csp_report import csp_report
from stores.views.media import media
from stores.views.theme import theme

app_name = "stores"

urlpatterns = [
    path("csp-report/", csp_report, name="csp_report"),
    path("media/<path:path>", media, name="media"),
    path("theme/<int:generation>.css", theme, name="theme"),
    path("theme/admin/<int:generation>.css", admin_theme, name="admin_theme"),
]
