"""Importing questions into a bank and exporting them, in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from accounts.models import User
from assessments import importing
from assessments.importing import ExportFormat, NotAllValidError
from assessments.interchange import Limits
from assessments.kept_uploads import KeptUpload, forget, keep, kept
from assessments.models import Question, QuestionBank

MAY_IMPORT = "assessments.add_question"
MAY_EXPORT = "assessments.change_question"
MAY_PUBLISH = "assessments.publish_question"


class QuestionFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "GIFT, Moodle XML, QTI 2.1, 2.2 or 3.0 (a package or one item), or questions.yaml; "
            "2 MB at most. You see what is in it before anything is imported."
        ),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > Limits().file_bytes:
            raise forms.ValidationError(_("The file is larger than 2 MB. Split it."))
        return file


@permission_required(MAY_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, bank_pk: int) -> HttpResponse:
    bank = get_object_or_404(QuestionBank, pk=bank_pk)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = QuestionFileForm(*posted)
    if form.is_valid():
        file = form.cleaned_data["file"]
        key = keep(
            KeptUpload(filename=file.name or "", data=file.read()),
            user=_editor(request),
            purpose=_purpose(bank),
        )
        return redirect("question_interchange:preview", bank.pk, key)
    context = {**_heading(bank), "form": form}
    return render(request, "assessments/import/upload.html", context)


@permission_required(MAY_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, bank_pk: int, key: str) -> HttpResponse:
    bank = get_object_or_404(QuestionBank.objects.select_related("competency"), pk=bank_pk)
    file = kept(key, user=_editor(request), purpose=_purpose(bank))
    if file is None:
        messages.error(request, _("The file is kept for an hour only. Choose it again."))
        return redirect("question_interchange:upload", bank.pk)
    if request.method == "POST":
        return _decide(request, bank, key, file)
    context = {
        **_heading(bank, file.filename),
        "preview": importing.preview(file.data, file.filename, bank),
        "may_publish": request.user.has_perm(MAY_PUBLISH),
    }
    return render(request, "assessments/import/preview.html", context)


@permission_required(MAY_EXPORT)
@require_GET
def export(request: HttpRequest, bank_pk: int, export_format: str) -> HttpResponse:
    bank = get_object_or_404(QuestionBank, pk=bank_pk)
    if export_format not in list(ExportFormat):
        raise Http404
    questions = bank.questions.select_related("bank__competency", "behaviour")
    file = importing.export_questions(
        questions, ExportFormat(export_format), name=slugify(bank.slug) or "questions"
    )
    response = HttpResponse(file.data, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def _decide(request: HttpRequest, bank: QuestionBank, key: str, file: KeptUpload) -> HttpResponse:
    decision = request.POST.get("decision")
    if decision == "cancel":
        forget(key, user=_editor(request), purpose=_purpose(bank))
        messages.success(request, _("Nothing was imported."))
        return redirect(_list_of(QuestionBank))
    try:
        result = importing.import_questions(
            file.data,
            file.filename,
            bank,
            user=_editor(request),
            only_valid=decision == "valid",
            publish="publish" in request.POST and request.user.has_perm(MAY_PUBLISH),
        )
    except NotAllValidError:
        messages.error(
            request, _("Nothing was imported: some of the file can't be. See below, line by line.")
        )
        return redirect("question_interchange:preview", bank.pk, key)
    forget(key, user=_editor(request), purpose=_purpose(bank))
    messages.success(request, _said(result))
    return redirect(f"{_list_of(Question)}?bank={bank.pk}")


def _said(result: importing.ImportResult) -> str:
    count = len(result.questions)
    said = [
        ngettext("%(count)d question was imported.", "%(count)d questions were imported.", count)
        % {"count": count}
    ]
    if drafts := count - result.published:
        said.append(
            ngettext(
                "%(count)d is a draft: publish it when you have read it.",
                "%(count)d are drafts: publish them when you have read them.",
                drafts,
            )
            % {"count": drafts}
        )
    if result.left_out:
        said.append(
            ngettext("%(count)d was left out.", "%(count)d were left out.", result.left_out)
            % {"count": result.left_out}
        )
    return " ".join(said)


def _editor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _purpose(bank: QuestionBank) -> str:
    return f"questions for bank {bank.pk}"


def _list_of(model: type[Model]) -> str:
    return reverse(model.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]


def _heading(bank: QuestionBank, subtitle: str = "") -> dict[str, Any]:
    return {
        "bank": bank,
        "page_title": _("Import questions"),
        "page_subtitle": subtitle or bank.name,
        "header_title": _("Import questions"),
        "header_icon": "upload",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {
                "url": _list_of(QuestionBank),
                "label": QuestionBank._meta.verbose_name_plural,
            },
            {
                "url": reverse("question_interchange:upload", args=[bank.pk]),
                "label": _("Import questions"),
                "sublabel": bank.name,
            },
        ],
    }
