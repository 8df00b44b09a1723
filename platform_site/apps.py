from django.apps import AppConfig


class PlatformSiteConfig(AppConfig):
    name = "platform_site"
    verbose_name = "Galleria"

    def ready(self) -> None:
        from platform_site import deploy_checks  # noqa: F401 - it registers
        from platform_site.control.jobs import bulk, portability  # noqa: F401 - it registers
        from platform_site.monitoring import schedule
        from platform_site.sign_up import tasks  # noqa: F401 - it registers

        schedule.register()
