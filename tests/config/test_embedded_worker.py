"""Tasks without a broker: in a thread of this process, one after the other."""

import threading

from config.celery import _task_named, app
from config.embedded import EmbeddedWorker


class Task:
    """Stands in for a Celery task: notes its arguments, and may fail."""

    def __init__(self, name: str, *, fails: bool = False) -> None:
        self.name = name
        self.calls: list[tuple[object, ...]] = []
        self.was_called = threading.Event()
        self._fails = fails

    def apply(self, args, kwargs, throw):
        self.calls.append(tuple(args))
        self.was_called.set()
        if self._fails:
            raise RuntimeError("it failed")


def a_worker(**scheduled: Task) -> EmbeddedWorker:
    return EmbeddedWorker(
        schedule=lambda: {name: {"task": name, "schedule": 86_400} for name in scheduled},
        task_named=lambda name: scheduled[name],
    )


def test_what_is_submitted_runs_in_another_thread_and_once():
    task = Task("sign")
    worker = a_worker()

    worker.submit(task, ("an award",), {})

    assert task.was_called.wait(10)
    assert task.calls == [("an award",)]


def test_a_task_that_fails_does_not_stop_the_next():
    failing, next_one = Task("sign", fails=True), Task("stack")
    worker = a_worker()

    worker.submit(failing, (), {})
    worker.submit(next_one, (), {})

    assert next_one.was_called.wait(10)


def test_starting_runs_what_is_scheduled_so_that_what_was_left_undone_is_swept_up():
    sweep = Task("sweep")

    a_worker(sweep=sweep).start()

    assert sweep.was_called.wait(10)


def test_a_scheduled_task_that_cannot_be_found_does_not_stop_the_worker():
    task = Task("sign")
    worker = EmbeddedWorker(
        schedule=lambda: {"gone": {"task": "gone", "schedule": 86_400}}, task_named={}.__getitem__
    )

    worker.start()
    worker.submit(task, (), {})

    assert task.was_called.wait(10)


def test_every_task_of_the_schedule_exists():
    names = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert {_task_named(name).name for name in names} == names
