"""Keeping what learners write for themselves."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.text import clean_text
from learning.models import LessonPage, Reflection

LONGEST = 20_000


class NotKept(Exception):
    """A text was not kept and what was there before stays; `str()` tells the learner why."""


def writable(text: str) -> str:
    """`text` as it is kept. Raises NotKept for one that is empty or too long."""
    text = clean_text(text).strip()
    if not text:
        raise NotKept(
            _("An empty text is not saved. What you had saved before, if anything, is still kept.")
        )
    if len(text) > LONGEST:
        raise NotKept(
            ngettext(
                "Not saved: the text is %(over)d character too long. Up to %(longest)d fit.",
                "Not saved: the text is %(over)d characters too long. Up to %(longest)d fit.",
                len(text) - LONGEST,
            )
            % {"over": len(text) - LONGEST, "longest": LONGEST}
        )
    return text


def keep_reflection(
    *, learner: User, lesson: LessonPage, block_id: UUID, prompt: str, text: str
) -> Reflection:
    """Write down, or change, what `learner` answers to a lesson's prompt.

    Raises NotKept for an empty text, since emptying a field by mistake must not cost what was
    written (`discard_reflection` is the way to delete it), and for one that is too long.
    """
    text = writable(text)
    now = timezone.now()
    with transaction.atomic():
        reflection, created = Reflection.objects.select_for_update().get_or_create(
            learner=learner,
            block_id=block_id,
            defaults={
                "lesson": lesson,
                "prompt": prompt,
                "text": text,
                "written_at": now,
                "changed_at": now,
            },
        )
        if not created and reflection.text != text:
            reflection.lesson = lesson
            reflection.prompt = prompt
            reflection.text = text
            reflection.changed_at = now
            reflection.save(update_fields=["lesson", "prompt", "text", "changed_at"])
    return reflection


def discard_reflection(*, learner: User, block_id: UUID) -> bool:
    """Delete what `learner` has written there; says whether there was anything."""
    deleted, _rows = Reflection.objects.filter(learner=learner, block_id=block_id).delete()
    return bool(deleted)
