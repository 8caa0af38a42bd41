"""How the system is doing, in plain words: the page to open when something seems slow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.console.answers import page
from api.console.shell import shell_of
from api.console.words import Say, say_in
from api.i18n import Formats
from api.security import AnyDesk, Desk
from api.view_models.status import StatusLine, StatusPage
from moderation.policy import Permission
from moderation.queries.health import Backlog, SystemHealth, system_health

__all__ = ["router"]

router = APIRouter(prefix="/status")

_SLOW_SECONDS, _STUCK_SECONDS = 60, 300
_WORK = {
    "imports": "Đọc tệp nhập",
    "deliveries": "Nhận gói tin",
    "comments": "Máy đọc bình luận",
    "publish_intents": "Đăng trả lời",
}


@router.get("")
def show(request: Request, desk: AnyDesk) -> HTMLResponse:
    """Every part of the system; counts of the whole installation, and no content."""
    with desk.state.database.doorway() as door:
        health = system_health(door)
    say = say_in(desk.locale)
    lines = (*_work(health, desk, say), _sweeper(health, say), _sealer(health, say))
    return page(desk, StatusPage(shell_of(desk, request, None), lines))


def _work(health: SystemHealth, desk: Desk, say: Say) -> tuple[StatusLine, ...]:
    by_kind = {backlog.kind: backlog for backlog in health.backlogs}
    return tuple(
        StatusLine(
            say(name),
            _state(by_kind[kind].oldest_seconds),
            _says(by_kind[kind], say, Formats(desk.locale).number),
            url="/set-aside" if _leads_on(by_kind[kind], desk) else "",
        )
        for kind, name in _WORK.items()
    )


def _state(oldest_seconds: float) -> Literal["well", "slow", "stuck"]:
    if oldest_seconds < _SLOW_SECONDS:
        return "well"
    return "slow" if oldest_seconds < _STUCK_SECONDS else "stuck"


def _says(backlog: Backlog, say: Say, number: Callable[[float], str]) -> str:
    parts = [say("Không có việc nào chờ.")]
    if backlog.ready:
        seconds = round(backlog.oldest_seconds)
        waits = say("%(n)s việc chờ, lâu nhất %(seconds)s giây.")
        parts = [waits % {"n": number(backlog.ready), "seconds": number(seconds)}]
    if backlog.dead and backlog.kind == "publish_intents":
        parts.append(
            say("%(n)s trả lời chưa rõ kết quả, đang kiểm tra lại.") % {"n": number(backlog.dead)}
        )
    elif backlog.dead:
        parts.append(say("%(n)s mục đã gác lại chờ người.") % {"n": number(backlog.dead)})
    return " ".join(parts)


def _leads_on(backlog: Backlog, desk: Desk) -> bool:
    set_aside = backlog.dead > 0 and backlog.kind != "publish_intents"
    return set_aside and desk.who.can(Permission.IMPORT)


def _sweeper(health: SystemHealth, say: Say) -> StatusLine:
    if health.sweeping:
        return StatusLine(say("Bộ quét việc tồn"), "well", say("Đang chạy."))
    stopped = say("Không chạy: việc mà tin nhắn bị lạc sẽ đứng yên. Báo người vận hành máy chủ.")
    return StatusLine(say("Bộ quét việc tồn"), "stuck", stopped)


def _sealer(health: SystemHealth, say: Say) -> StatusLine:
    if health.sealing:
        return StatusLine(say("Bộ niêm phong nhật ký"), "well", say("Đang chạy."))
    stopped = say("Không chạy: nhật ký mới chưa được niêm phong. Báo người vận hành máy chủ.")
    return StatusLine(say("Bộ niêm phong nhật ký"), "slow", stopped)
