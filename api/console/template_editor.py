"""A template of the agency's own: written, tried with examples, put to use, archived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.forms import Fields, QueryText, row_id
from api.console.shell import shell_of
from api.console.template_forms import (
    change_of,
    copied,
    faults_of,
    form_of,
    previewed,
    typed_form,
)
from api.console.words import one_line
from api.filling import catalogue
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from api.view_models.parts import Choice, FieldError
from api.view_models.templates import TemplateForm, TemplatePage, TemplateVersionLine
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.models import AgencyTemplate, TemplateVersion
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries import templates as queries
from moderation.queries.people import find_user
from moderation.replies import templates
from moderation.replies.templates import TemplateChange
from moderation.vocabulary import TemplateState
from response_templates import COMMON_FIELDS, blank

__all__ = ["router"]

router = APIRouter(prefix="/templates")

_Writer = Annotated[Desk, desk(Permission.EDIT_TEMPLATES)]
_Labels = Annotated[list[str] | None, Form()]


@router.get("/new")
def show_new(request: Request, desk: _Writer, copy: QueryText = "") -> HTMLResponse:
    """An empty form, or one that begins as a copy of a shipped template."""
    source = catalogue().templates.get(copy)
    form = copied(source) if source else TemplateForm()
    return page(desk, _page(desk, request, None, form))


@router.get("/{template_id}")
def show(
    template_id: PathId, request: Request, desk: _Writer, version: QueryText = ""
) -> HTMLResponse:
    """A template as it stands, or as an earlier version said, to be taken up again."""
    row = _found(desk, template_id)
    shown = _version(desk, row, row_id(version) or row.version)
    return page(desk, _page(desk, request, row, form_of(row, shown), shown=shown.version))


@router.post("")
def make(request: Request, fields: Fields, desk: _Writer, labels: _Labels = None) -> Response:
    """Try a new template, keep it, or put it to use."""
    return _act(desk, request, None, fields, labels or [])


@router.post("/{template_id}")
def change(
    template_id: PathId, request: Request, fields: Fields, desk: _Writer, labels: _Labels = None
) -> Response:
    """Try a template, keep a version, put it to use or archive it."""
    return _act(desk, request, _found(desk, template_id), fields, labels or [])


def _act(
    desk: Desk,
    request: Request,
    row: AgencyTemplate | None,
    fields: Mapping[str, str],
    labels: list[str],
) -> Response:
    typed = typed_form(fields, labels)
    seen = row_id(fields.get("version", ""))
    try:
        if row is not None and fields.get("act") == "archive":
            templates.archive(desk.session, desk.who, row.id, seen=seen)
            return saved("/templates?kind=archived")
        wanted = change_of(typed)
        if fields.get("act") == "preview":
            view = _page(desk, request, row, typed)
            return page(desk, replace(view, preview=previewed(wanted)))
        with desk.session.begin_nested():
            return saved(_carry_out(desk, row, wanted, seen, act=fields.get("act", "")))
    except (BadInputError, ConflictError) as error:
        errors = (FieldError(str(error.facts.get("field", "main")), error.message),)
        view = replace(_page(desk, request, row, typed), errors=errors)
        return page(desk, view, 409 if isinstance(error, ConflictError) else 422)


def _carry_out(
    desk: Desk, row: AgencyTemplate | None, wanted: TemplateChange, seen: int, *, act: str
) -> str:
    """Keep the version and do what the button says; one in use must stay fit for use."""
    if (row is not None and row.state is TemplateState.LIVE and act == "save") or act == "publish":
        faults = faults_of(wanted)
        if faults:
            raise BadInputError(" ".join(["Chưa đưa vào dùng được.", *faults]), field="main")
    row_number = row.id if row else None
    kept = templates.save(desk.session, desk.who, row_number, wanted, seen=seen)
    if act == "publish":
        templates.publish(
            desk.session, desk.who, kept.id, seen=kept.version, check=lambda _: faults_of(wanted)
        )
        return "/templates?kind=own"
    return f"/templates/{kept.id}"


def _found(desk: Desk, template_id: int) -> AgencyTemplate:
    row = queries.find_template(desk.who.agency_id, desk.session, template_id)
    if row is None:
        raise NotFoundError(
            "Không tìm thấy mẫu này; chưa có gì thay đổi. Hãy chọn lại trong danh sách mẫu."
        )
    return row


def _version(desk: Desk, row: AgencyTemplate, number: int) -> TemplateVersion:
    found = queries.find_version(desk.who.agency_id, desk.session, row.id, number)
    if found is None:
        raise NotFoundError(
            "Không tìm thấy bản này của mẫu; mẫu vẫn nguyên. Hãy chọn lại trong lịch sử của mẫu."
        )
    return found


def _page(
    desk: Desk,
    request: Request,
    row: AgencyTemplate | None,
    form: TemplateForm,
    *,
    shown: int = 0,
) -> TemplatePage:
    replaced = catalogue().templates.get(form.replaces)
    return TemplatePage(
        shell=shell_of(desk, request, "templates"),
        id=row.id if row else None,
        state=row.state if row else TemplateState.DRAFT,
        version=row.version if row else 0,
        form=form,
        pages=tuple(
            Choice(str(one.id), one_line(one.name), str(one.id) == form.page)
            for one in agencies.pages(desk.who.agency_id, desk.session)
            if desk.who.can(Permission.EDIT_TEMPLATES, one.id)
        ),
        common=tuple(blank(field) for field in COMMON_FIELDS.values()),
        replaces_title=replaced.title if replaced else "",
        versions=_versions(desk, row, shown) if row else (),
    )


def _versions(desk: Desk, row: AgencyTemplate, shown: int) -> tuple[TemplateVersionLine, ...]:
    names: dict[int, str] = {}
    lines = []
    for one in queries.versions(desk.who.agency_id, desk.session, row.id):
        user_id = one.saved_by or 0
        if user_id not in names:
            user = find_user(desk.who.agency_id, desk.session, user_id) if user_id else None
            names[user_id] = one_line(user.full_name) if user else ""
        is_shown = one.version == (shown or row.version)
        lines.append(TemplateVersionLine(one.version, names[user_id], one.saved_at, is_shown))
    return tuple(lines)
