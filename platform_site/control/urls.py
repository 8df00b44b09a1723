urlpatterns: list = []
app_name = "control"
