"""What plans can differ in. Code asks ``store.has_feature("custom_domain")``."""

from django.utils.translation import gettext_lazy as _

FEATURES = {
    "custom_domain": _("Own domain"),
    "promotions": _("Promotions and coupons"),
    "reports": _("Reports"),
    "staff_roles": _("Staff with roles"),
    "api": _("API and webhooks"),
}
