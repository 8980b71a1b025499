"""The assessments floor in the Wagtail admin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from assessments.health_hooks import question_health_menu_item, question_health_urls
from assessments.interchange_hooks import question_interchange_buttons, question_interchange_urls
from assessments.review_hooks import (
    add_waiting_work,
    agreement_menu_item,
    review_permissions,
    review_queue_menu_item,
    review_urls,
)
from assessments.viewsets import AssessmentsGroup

register_snippet(AssessmentsGroup)
hooks.register("register_admin_urls", question_interchange_urls)
hooks.register("register_snippet_listing_buttons", question_interchange_buttons)
hooks.register("register_admin_urls", question_health_urls)
hooks.register("register_reports_menu_item", question_health_menu_item)
hooks.register("register_admin_urls", review_urls)
hooks.register("register_admin_menu_item", review_queue_menu_item)
hooks.register("register_reports_menu_item", agreement_menu_item)
hooks.register("construct_homepage_summary_items", add_waiting_work)
hooks.register("register_permissions", review_permissions)
