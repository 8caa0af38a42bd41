"""What `phanhoi doctor` sees of a system at work: what waits, who listens, who leads."""

from __future__ import annotations

import redis
from celery import Celery
from kombu.exceptions import OperationalError

from commands.findings import Finding, State, first_line, looked_at
from moderation.broker import QUEUES, producer_settings
from moderation.database import Database
from moderation.queries.health import Backlog, SystemHealth, system_health

__all__ = ["listeners", "work"]

_SLOW_SECONDS, _STUCK_SECONDS = 60, 300
_REPLY_SECONDS = 3.0
_WORK = {
    "imports": "đọc tệp nhập",
    "deliveries": "nhận gói tin",
    "comments": "phân loại bình luận",
    "publish_intents": "đăng trả lời",
}


def work(database_url: str) -> list[Finding]:
    """What stands still across all agencies, and whether a sweeper and a sealer are at work."""
    database = Database(database_url, pool_size=1)
    seen: list[SystemHealth] = []

    def look() -> Finding:
        with database.doorway() as door:
            seen.append(system_health(door))
        return _waiting(seen[0])

    try:
        waiting = looked_at("Việc đang chờ", look)
    finally:
        database.engine.dispose()
    return [waiting, *(finding for health in seen for finding in _beside(health))]


def listeners(broker_url: str, deployment: str) -> Finding:
    """Which queues some worker listens to; one that hangs gives no answer and counts as none."""
    name = "Worker"
    asking = Celery("phanhoi", broker=broker_url)
    asking.conf.update(producer_settings(deployment))
    try:
        told = asking.control.inspect(timeout=_REPLY_SECONDS).active_queues() or {}
    except (OperationalError, OSError, redis.RedisError) as error:  # one that is full is the last
        return Finding(name, "failed", f"chưa hỏi được vì Redis: {first_line(error)}")
    finally:
        asking.close()
    heard = {queue["name"] for queues in told.values() for queue in queues}
    deaf = [queue for queue in QUEUES if queue not in heard]
    if deaf:
        missing = f"không ai trả lời cho hàng {', '.join(deaf)}; hãy khởi động lại worker của hàng"
        return Finding(name, "failed", f"{missing} ấy, không mất việc nào (mục 7)")
    return Finding(name, "well", f"{', '.join(sorted(told))} nghe đủ {len(QUEUES)} hàng")


def _waiting(health: SystemHealth) -> Finding:
    name = "Việc đang chờ"
    slow = [one for one in health.backlogs if one.oldest_seconds > _SLOW_SECONDS]
    if not slow:
        return Finding(name, "well", f"không việc nào đứng yên quá {_SLOW_SECONDS} giây")
    state: State = "failed" if health.oldest_seconds > _STUCK_SECONDS else "advice"
    told = "; ".join(_says(one) for one in slow)
    return Finding(name, state, f"{told}; xem “Hàng việc dài ra” (docs/operating.md, mục 7)")


def _says(backlog: Backlog) -> str:
    kind = _WORK.get(backlog.kind, backlog.kind)
    return f"{kind}: {backlog.ready} việc, lâu nhất {backlog.oldest_seconds:.0f} giây"


def _beside(health: SystemHealth) -> list[Finding]:
    """The two that lead, and what waits for people."""
    found = [
        _leads("Bộ quét việc tồn", health.sweeping, "phanhoi-sweeper", "việc lạc tin sẽ đứng yên"),
        _leads("Bộ niêm phong", health.sealing, "phanhoi-sealer", "nhật ký chưa được niêm phong"),
    ]
    dead = ", ".join(
        f"{_WORK.get(one.kind, one.kind)} {one.dead}" for one in health.backlogs if one.dead
    )
    if dead:
        waits = f"{dead}: người của cơ quan xem ở “Mục đã gác lại” và “Chưa rõ kết quả”"
        found.append(Finding("Chờ người", "advice", waits))
    return found


def _leads(name: str, leads: bool, unit: str, otherwise: str) -> Finding:  # noqa: FBT001  # told as found
    if leads:
        return Finding(name, "well", "đang chạy")
    return Finding(name, "failed", f"không chạy nên {otherwise}; hãy khởi động lại {unit}")
