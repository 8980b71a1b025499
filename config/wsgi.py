import os

from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application

from .kept_answers import KeptAnswers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = KeptAnswers(get_wsgi_application())


_FIRST_REQUEST = "start-embedded-worker"


def _start_embedded_worker(**_kwargs: object) -> None:
    """At the first request, so that what an earlier process left undone is swept up."""
    from .celery import app, embedded_worker

    request_started.disconnect(dispatch_uid=_FIRST_REQUEST)
    if not app.conf.broker_url and not app.conf.task_always_eager:
        embedded_worker.start()


request_started.connect(_start_embedded_worker, dispatch_uid=_FIRST_REQUEST)
