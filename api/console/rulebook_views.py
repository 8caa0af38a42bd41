"""The rules of conduct as their pages want them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import Request

from api.console.shell import shell_of
from api.console.words import one_line, say_in
from api.security import Desk
from api.view_models.duties import (
    CommentRulesPage,
    ConductFormPage,
    ConductGroup,
    ConductLine,
    ConductPage,
    ConductSource,
    ConductVersion,
    ReaderLine,
)
from api.view_models.parts import Choice, FieldError
from api.words import RULE_STRENGTHS_VI
from moderation.conduct import RULE_RANKS, layers, rules
from moderation.duties import comment_rules, rulebook
from moderation.errors import NotFoundError
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries import rulebook as queries
from moderation.queries.people import users
from moderation.vocabulary import RuleActor, RuleLayer, RuleStrength

__all__ = ["comment_rules_page", "conduct_form", "conduct_groups", "conduct_page"]

_GROUPS = (
    ("G", "Quy tắc chung"),
    ("A", "Cơ quan và trang của cơ quan"),
    ("B", "Cán bộ, công chức, viên chức, người lao động"),
    ("C", "Người dân"),
    ("D", "Nhà cung cấp dịch vụ"),
    ("F", "Nội dung không được đăng"),
)
_Errors = tuple[FieldError, ...]


def conduct_page(desk: Desk, request: Request, errors: _Errors = ()) -> ConductPage:
    """The version in force, or the catalogue until there is one; keepers see what would change."""
    agency_id, session = desk.who.agency_id, desk.session
    made, may = queries.versions(agency_id, session), desk.who.can(Permission.KEEP_RULES)
    newest = made[0] if made else None
    now = rulebook.written_down(rulebook.rulings(agency_id, session))
    names = {one.id: one_line(one.full_name) for one in users(agency_id, session)}
    settings = queries.duty_settings(agency_id, session)
    return ConductPage(
        shell=shell_of(desk, request, "duties"),
        groups=conduct_groups(newest.content if newest else now, now if may and newest else ()),
        sources=sources(),
        versions=tuple(
            ConductVersion(one.number, one.published_at, names.get(one.published_by or 0, ""),
                           one.note)
            for one in made
        ),
        version_id=newest.id if newest else None,
        read_at=queries.acknowledged_at(agency_id, session, newest.id, desk.who.person_id or 0)
        if newest
        else None,
        readers=tuple(
            ReaderLine(one_line(one.name), one.at)
            for one in (queries.readers(agency_id, session, newest.id) if newest and may else ())
        ),
        may_keep=desk.who.pages(Permission.KEEP_RULES) is None,
        is_changed=newest is None or newest.content != now,
        is_public=settings is not None and settings.rules_public_since is not None,
        public_path=f"/quy-tac/{agencies.find_agency(agency_id, session).slug}",
        takes_reviews=settings is not None and settings.reviews_since is not None,
        errors=errors,
    )  # fmt: skip


def conduct_groups(
    held: Iterable[Mapping[str, Any]], wanted: Iterable[Mapping[str, Any]] = ()
) -> tuple[ConductGroup, ...]:
    """Rules as a version keeps them, by kind; `wanted` is what the next version would say."""
    after = {one["id"]: one for one in wanted}
    lines = [_line(one, after.get(one["id"], one)) for one in held]
    return tuple(
        ConductGroup(key, title, found)
        for key, title in _GROUPS
        if (found := tuple(line for line in lines if line.id.startswith(key)))
    )


def conduct_form(
    desk: Desk,
    request: Request,
    rule_id: str,
    errors: _Errors = (),
    *,
    typed: tuple[str, str] | None = None,
) -> ConductFormPage:
    """One rule, with the strengths that are stricter than what was issued."""
    held = {one.rule.id: one for one in rulebook.rulings(desk.who.agency_id, desk.session)}
    if rule_id not in held:
        raise NotFoundError(
            "Không có quy tắc này; chưa có gì thay đổi. Hãy chọn lại trong danh sách quy tắc."
        )
    ruling, say = held[rule_id], say_in(desk.locale)
    known, issued = {one.layer: one for one in sources()}, ruling.rule.issued
    least = RULE_RANKS[issued[1]] if issued else -1
    own = ruling.strength.value if ruling.is_own and ruling.strength else ""
    chosen, reason = typed or (own, ruling.reason)
    return ConductFormPage(
        shell=shell_of(desk, request, "duties"),
        line=_line(rulebook.written_down((ruling,))[0]),
        layers=tuple((known[layer], how) for layer, how in ruling.rule.strengths.items()),
        choices=tuple(
            Choice(how.value, say(RULE_STRENGTHS_VI[how]), how.value == chosen)
            for how in RuleStrength
            if RULE_RANKS[how] > least
        ),
        reason=reason,
        is_own=ruling.is_own,
        errors=errors,
    )


def comment_rules_page(desk: Desk, request: Request, page_id: int) -> CommentRulesPage:
    """What a page's readers are told; without a page named, the first that one may read."""
    agency_id, session = desk.who.agency_id, desk.session
    seen = [
        one
        for one in agencies.network_pages(agency_id, session)
        if desk.who.can(Permission.READ_CASES, one.id)
    ]
    found = next((one for one in seen if one.id == page_id), seen[0] if seen else None)
    agency = one_line(agencies.find_agency(agency_id, session).name)
    named = one_line(found.name) if found else agency
    told = comment_rules.sections(rules())
    return CommentRulesPage(
        shell=shell_of(desk, request, "duties"),
        pages=tuple(
            Choice(str(one.id), one_line(one.name), one is found) for one in seen
        ),
        text=comment_rules.as_text(agency, named, told, {}),
        html=comment_rules.as_html(agency, named, told, {}),
    )  # fmt: skip


def sources() -> tuple[ConductSource, ...]:
    """The texts behind the layers in which any rule stands."""
    used = {layer for rule in rules().values() for layer in rule.strengths}
    return tuple(
        ConductSource(layer, one.title, one.since, one.until, one.confidence)
        for layer, one in layers().items()
        if layer in used
    )


def _line(held: Mapping[str, Any], after: Mapping[str, Any] | None = None) -> ConductLine:
    wanted = after if after is not None else held
    return ConductLine(
        id=held["id"],
        name=held["name"],
        text=held["text"],
        actor=RuleActor(held["actor"]),
        strength=RuleStrength(held["strength"]) if held["strength"] else None,
        layer=RuleLayer(held["layer"]) if held["layer"] else None,
        reason=held["reason"],
        is_pending=dict(wanted) != dict(held),
        pending=RuleStrength(wanted["strength"]) if wanted["strength"] else None,
    )
