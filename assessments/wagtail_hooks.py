"""The assessments floor in the Wagtail admin."""

from wagtail.snippets.models import register_snippet

from assessments.viewsets import AssessmentsGroup

register_snippet(AssessmentsGroup)
