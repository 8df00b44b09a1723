from django.urls import path

from stores.admin.views.theme import admin_theme
from stores.views.csp_report import csp_report
from stores.views.media import media
from stores.views.robots import robots
from stores.views.theme import preview_theme, theme
from stores.views.video import video

app_name = "stores"

urlpatterns = [
    path("csp-report/", csp_report, name="csp_report"),
    path("media/<path:path>", media, name="media"),
    path("robots.txt", robots, name="robots"),
    path("videos/<int:pk>/<str:filename>", video, name="video"),
    path("theme/<int:generation>.css", theme, name="theme"),
    path("theme/preview.css", preview_theme, name="preview_theme"),
    path("theme/admin/<int:generation>.css", admin_theme, name="admin_theme"),
]
