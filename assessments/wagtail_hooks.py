"""The assessments floor in the Wagtail admin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from assessments.interchange_hooks import question_interchange_buttons, question_interchange_urls
from assessments.viewsets import AssessmentsGroup

register_snippet(AssessmentsGroup)
hooks.register("register_admin_urls", question_interchange_urls)
hooks.register("register_snippet_listing_buttons", question_interchange_buttons)
