from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StoresConfig(AppConfig):
    name = "stores"
    verbose_name = "Stores"

    def ready(self) -> None:
        from stores import absent_people, roles
        from stores.after_migrate import after_migrate
        from stores.isolation import checks, third_party  # noqa: F401 - they register

        roles.declare_own_roles()
        absent_people.prepare_for_absent_people()
        post_migrate.connect(after_migrate, dispatch_uid="stores.after_migrate")
