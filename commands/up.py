"""`phanhoi up`: servers, migrations, web, workers, sweeper and schedule, by one command."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from commands.command_lines import (
    SEALER,
    SWEEPER,
    WORKERS_YIELD,
    api_command,
    publisher_command,
    schedule_command,
    worker_command,
)
from commands.embedded import start_postgres, start_redis
from commands.migrate import bring_up_to_date
from commands.programs import Program, postgres_service, redis_service
from commands.running import (
    Running,
    end_leftovers,
    hold,
    mark_of,
    read_running,
    refuse_taken_port,
    write_running,
)
from commands.steps import say, step
from commands.supervise import Interrupts, Service, Watched, stop_all
from moderation.chain import new_audit_key_line
from moderation.database import Database
from moderation.errors import UnavailableError
from moderation.production import closed_agency, refuse_unsafe
from moderation.sealing import new_key_line
from moderation.settings import Settings

_READY_SECONDS = 180
_CRASHES_BEFORE_READY = 3
_DEMO_SECONDS = 60
_HURRIED_EXIT = 130  # what a shell reports of a command ended by Ctrl-C
_TEND_SECONDS = 0.2
_OWNERS_ONLY = {
    "PHANHOI_OWNER_DATABASE_URL",
    "PHANHOI_BACKUP_DATABASE_URL",
    "PHANHOI_AUDIT_KEY_FILE",
}
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  # compared only


def up(
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="Kèm cơ quan, tài khoản và bình luận mẫu.")
    ] = False,
    host: Annotated[str, typer.Option(help="Địa chỉ lắng nghe.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Cổng lắng nghe.", min=1, max=65535)] = 8000,
    data: Annotated[Path, typer.Option(help="Thư mục dữ liệu.")] = Path(".phanhoi"),
    workers: Annotated[int, typer.Option(help="Số tiến trình phân loại.", min=1)] = 2,
) -> None:
    """Chạy cả hệ thống trên máy này; Ctrl-C để dừng, dữ liệu vẫn còn ở lần sau."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    interrupts = Interrupts()
    with hold(data.resolve()):
        installation = _Installation(data.resolve(), host=host, port=port)
        try:
            installation.bring_up(demo=demo, workers=workers)
        except KeyboardInterrupt:
            pass
        finally:
            interrupts.begin_stop()
            stop_all(installation.services, interrupts.hurried)
    raise typer.Exit(_HURRIED_EXIT if interrupts.hurried() else 0)


class _Installation:
    """One run on one data folder. `services` stand in the order in which they were started."""

    def __init__(self, data: Path, *, host: str, port: int) -> None:
        self.services: list[Service] = []
        self._data, self._host, self._port = data, host, port
        self._settings = Settings()
        name = _ANYWHERE.get(host, host)
        self._local = name
        address = f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
        self._running = Running(pid=os.getpid(), address=address, port=port)

    def bring_up(self, *, demo: bool, workers: int) -> None:
        """Start everything, say so, and look after it until interrupted."""
        self._clear_away()
        self._start_servers()
        bring_up_to_date(str(self._running.owner_database_url))
        environment = self._environment(demo=demo)
        os.environ.update(environment)  # what runs in this process reads the same settings
        self._refuse_unsafe()
        network = self._start_network(environment) if demo else ""
        programs = self._programs(environment, network=network, workers=workers)
        self.services += programs.values()
        # What people wait for starts first, and while it loads this process has time; what works
        # by itself comes when it no longer takes the processor away from that. What comes in before
        # waits in the database.
        self._start_programs([programs["api"]])
        sign_ins = self._prepare_demo(network) if demo else []
        watched = [Watched(one) for one in self.services if one.is_running()]
        with step("Máy chủ web trả lời"):
            self._await_ready(watched)
        self._start_programs([one for one in programs.values() if not one.is_running()])
        watched = [Watched(service) for service in self.services]
        if demo:
            with step("Bình luận mẫu"):
                self._fill_demo(watched, network)
        say(f"Ready: {self._running.address}")
        for line in sign_ins:
            say(line)
        while True:
            self._tend(watched)

    def _clear_away(self) -> None:
        """Make sure that nothing of a killed run, and no stranger, is in the way."""
        before = read_running(self._data)
        ended = end_leftovers(before.children) if before else 0
        if ended:
            say(f"✓ Đã dọn {ended} tiến trình còn sót của lần chạy trước.")
        refuse_taken_port(self._host, self._port)
        write_running(self._data, self._running)

    def _start_servers(self) -> None:
        """Bring our own servers where the settings name none."""
        app, owner = self._settings.database_url, self._settings.owner_database_url
        if app is None:
            self.services.append(postgres_service(self._data))
            with step("PostgreSQL"):
                urls = start_postgres(self._data)
            app, owner = SecretStr(urls.app_url), SecretStr(urls.owner_url)
        broker = self._settings.redis_url
        if broker is None:
            self.services.append(redis_service(self._data))
            with step("Redis"):
                broker = SecretStr(start_redis(self._data).celery_url)
        self._running = replace(
            self._running,
            database_url=app.get_secret_value(),
            owner_database_url=(owner or app).get_secret_value(),
            redis_url=broker.get_secret_value(),
            key_file=str(self._key_file(app.get_secret_value())),
        )
        write_running(self._data, self._running)

    def _key_file(self, app_url: str) -> Path:
        """The key file, made when there is none; never beside data that another one sealed."""
        path = self._settings.key_file or self._data / "keys"
        database = Database(app_url, pool_size=1)
        try:
            is_lost = not path.exists() and database.is_ready()
            if is_lost and closed_agency(None, database) is not None:
                raise UnavailableError(
                    f"Không thấy tệp khóa {path} của dữ liệu này nên không chạy, và không tạo tệp "
                    "mới: nó không mở được dữ liệu cũ. Hãy đặt tệp khóa đã cất vào đó, quyền 600 "
                    "(docs/operating.md, mục 7, “Mất tệp khóa”)."
                )
        finally:
            database.engine.dispose()
        return _made_once(path, new_key_line, "mã hóa")

    def _environment(self, *, demo: bool) -> dict[str, str]:
        """The settings of the children; the role that owns the tables is not among them."""
        kept = {name: value for name, value in os.environ.items() if name not in _OWNERS_ONLY}
        public = self._settings.public_url
        if "public_url" not in self._settings.model_fields_set:
            public = self._running.address
        return {
            **kept,
            **({"PHANHOI_ENVIRONMENT": "demo"} if demo else {}),
            "PHANHOI_DATABASE_URL": str(self._running.database_url),
            "PHANHOI_REDIS_URL": str(self._running.redis_url),
            "PHANHOI_KEY_FILE": str(self._running.key_file),
            "PHANHOI_PUBLIC_URL": public,
            "PYTHONUNBUFFERED": "1",
        }

    def _refuse_unsafe(self) -> None:
        database = Database(str(self._running.database_url), pool_size=1)
        try:
            refuse_unsafe(Settings(), database)
        finally:
            database.engine.dispose()

    def _programs(
        self, environment: Mapping[str, str], *, network: str, workers: int
    ) -> dict[str, Program]:
        """In the order in which they are not stopped: the last is stopped first."""
        logs = self._data / "logs"
        sealing = self._sealing()
        return {
            name: Program(
                title,
                command,
                log=logs / f"{name}.log",
                environment={**environment, **(sealing if name == "sealer" else {})},
                patience=p,
                niceness=WORKERS_YIELD if name == "workers" else 0,
            )
            for name, title, p, command in (
                ("workers", "Bộ phân loại", 30, worker_command(workers)),
                ("publisher", "Bộ đăng trả lời", 35, publisher_command()),
                ("sweeper", "Bộ quét việc tồn", 10, SWEEPER),
                ("sealer", "Bộ niêm phong nhật ký", 10, SEALER),
                ("schedule", "Bộ hẹn giờ", 5, schedule_command(self._data / "schedule")),
                ("api", "Máy chủ web", 10, api_command(self._host, self._port)),
                *(
                    [("demo", "Nguồn bình luận mẫu", 5, ("commands.demo", network))]
                    if network
                    else []
                ),
            )
        }

    def _sealing(self) -> dict[str, str]:
        """The sealer's own settings: no other process is told where the key is."""
        key = self._settings.audit_key_file or self._data / "audit.key"
        heads = self._settings.audit_heads_file or self._data / "audit-heads.jsonl"
        return {
            "PHANHOI_AUDIT_KEY_FILE": str(_made_once(key, new_audit_key_line, "niêm phong")),
            "PHANHOI_AUDIT_HEADS_FILE": str(heads),
        }

    def _start_programs(self, programs: Sequence[Program]) -> None:
        for program in programs:
            with step(program.title):
                program.start()
        self._note_children()

    def _note_children(self) -> None:
        """Note who must be ended should we be killed."""
        pids = [service.pid for service in self.services if isinstance(service, Program)]
        marks = [mark_of(pid) for pid in pids if pid is not None]
        self._running = replace(self._running, children=tuple(filter(None, marks)))
        write_running(self._data, self._running)

    def _await_ready(self, watched: Sequence[Watched]) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while not self._is_ready():
            self._tend(watched)
            for one in watched:
                if one.crashes >= _CRASHES_BEFORE_READY or time.monotonic() > deadline:
                    raise UnavailableError(
                        f"{one.service.title} không chạy được nên hệ thống dừng lại; dữ liệu vẫn "
                        f"nguyên vẹn. {one.service.last_words()}"
                    )

    def _start_network(self, environment: Mapping[str, str]) -> str:
        """Start the emulated network that the sample pages live on; its address."""
        demo = import_module("commands.demo")  # only a demo needs it
        address = str(demo.address_beside(self._port))
        path = os.pathsep.join(filter(None, (str(demo.ROOT), environment.get("PYTHONPATH"))))
        network = Program(
            "Mạng xã hội mô phỏng",
            demo.command(address, self._data),
            log=self._data / "logs/network.log",
            environment={**environment, "PYTHONPATH": path},
            patience=5,
        )
        self.services.append(network)
        with step(network.title):
            network.start()
        return address

    def _prepare_demo(self, network: str) -> list[str]:
        """Set the sample agency up, and say who can sign in and where its pages are seen."""
        demo = import_module("commands.demo")
        with step("Cơ quan mẫu"):
            sign_ins = demo.prepare(self._data, self._running.address, demo.Network(network))
        return [
            *(
                f"  {one.role_name}: tên đăng nhập {one.username}, mật khẩu {one.password}"
                for one in sign_ins
            ),
            f"  Trang mô phỏng, nơi câu trả lời hiện ra: {network}/pages",
        ]

    def _fill_demo(self, watched: Sequence[Watched], network: str) -> None:
        """Bring the sample comments in; should the workers be slow, they go on after `Ready`."""
        demo = import_module("commands.demo")
        demo.fill(self._data, demo.Network(network))
        deadline = time.monotonic() + _DEMO_SECONDS
        while not demo.settled(self._data) and time.monotonic() < deadline:
            self._tend(watched)

    def _is_ready(self) -> bool:
        connection = HTTPConnection(self._local, self._port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def _tend(self, watched: Sequence[Watched]) -> None:
        time.sleep(_TEND_SECONDS)
        started = [one for one in watched if one.tend(time.monotonic())]
        if started:
            self._note_children()


def _made_once(path: Path, new_line: Callable[[str], str], what: str) -> Path:
    """A file of keys, made when there is none."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(new_line(f"{datetime.now(UTC):%Y%m%d}"))
        say(f"✓ Đã tạo khóa {what} {path}; hãy cất ở hai nơi, tách khỏi bản sao lưu.")
    return path.resolve()
