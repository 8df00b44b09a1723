from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StoresConfig(AppConfig):
    name = "stores"
    verbose_name = "Stores"

    def ready(self) -> None:
        from stores import (
            absent_people,
            checklist_items,
            counters,
            feature_use,
            lifecycle,
            roles,
        )
        from stores.after_migrate import after_migrate
        from stores.announcement_bars import notice_bars
        from stores.isolation import checks, third_party  # noqa: F401 - they register
        from stores.rate_limits import forget_paid_off
        from stores.schedule import every
        from stores.seo.meta import describes
        from stores.seo.pages import describe_page
        from stores.services.domains.check_due import check_due_domains
        from stores.services.end_support import end_expired_support
        from stores.services.newsletter.subscribe import forget_unconfirmed
        from stores.services.plans.fit_plan import fit_plan
        from stores.services.plans.overrides import forget_ended_overrides
        from stores.services.plans.watch_trials import watch_trials
        from stores.services.publish_scheduled import publish_scheduled
        from stores.services.tidy_jobs import end_stale_jobs, remove_old_files
        from stores.steps import WHEN_IMPORTED

        roles.declare_own_roles()
        describes(describe_page)
        counters.register()
        feature_use.register()
        WHEN_IMPORTED.register(fit_plan)
        lifecycle.register()
        absent_people.prepare_for_absent_people()
        checklist_items.register_own_items()
        for function in (publish_scheduled, end_expired_support, forget_paid_off):
            every(60)(function)
        every(60)(end_stale_jobs)
        every(60)(notice_bars)
        every(3600)(forget_unconfirmed)
        every(3600)(remove_old_files)
        every(3600)(forget_ended_overrides)
        every(3600)(watch_trials)
        every(60)(check_due_domains)
        post_migrate.connect(after_migrate, dispatch_uid="stores.after_migrate")
