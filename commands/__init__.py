"""The command line `phanhoi`.

A command's module is imported when that command is asked for and not before, so that
`phanhoi --help` is quick and `phanhoi classify` needs no database. To add a command: write
`commands/<name>.py` with a Typer function (or a `typer.Typer` for a group of them) and add its line
to `COMMANDS`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module

import typer

from moderation.errors import PhanHoiError

__all__ = ["COMMANDS", "command_line", "main"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command is, and the line about it in `phanhoi --help`."""

    target: str  # module:attribute
    help: str


COMMANDS = {
    "up": Entry("commands.up:up", "Chạy cả hệ thống trên máy này bằng một lệnh."),
    "doctor": Entry("commands.doctor:doctor", "Kiểm tra máy, cơ sở dữ liệu, Redis, cấu hình."),
    "evaluate": Entry("commands.evaluate:evaluate", "Đo bộ phân loại trên tệp đã gán nhãn."),
    "classify": Entry("commands.classify:classify", "Phân loại bình luận trong tệp JSON Lines."),
    "import": Entry("commands.import_:import_file", "Nhập tệp bình luận vào một trang."),
    "agency": Entry("commands.agency:app", "Các cơ quan mà hệ thống này phục vụ."),
    "page": Entry("commands.page:app", "Các trang mạng xã hội của một cơ quan."),
    "user": Entry("commands.user:app", "Người đăng nhập và khóa API của chương trình."),
    "audit": Entry("commands.audit:app", "Dò xem nhật ký việc làm có bị sửa không."),
    "keys": Entry("commands.keys:app", "Các khóa mã hóa và niêm phong; đổi khóa."),
    "retention": Entry("commands.retention:retention_command", "Đếm, xóa dữ liệu quá hạn giữ."),
    "clock": Entry("commands.clock:clock", "Đếm phút làm việc giữa hai thời điểm, kèm lý do."),
    "figures": Entry("commands.figures:app", "Dò số liệu theo ngày với dữ liệu gốc, cộng lại."),
    "backup": Entry("commands.backup:backup", "Sao lưu cơ sở dữ liệu vào một tệp."),
    "restore": Entry("commands.backup:restore", "Khôi phục bản sao lưu vào nơi trống."),
    "openapi": Entry("commands.openapi:openapi", "In mô tả OpenAPI của API."),
    "migrate": Entry("commands.migrate:migrate", "Cập nhật cấu trúc cơ sở dữ liệu."),
}


def main() -> None:
    """Run the command line; a refusal is one sentence on stderr and exit code 1."""
    asked = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    try:
        command_line(asked)()
    except PhanHoiError as error:
        sys.stderr.write(f"✗ {error.message}\n")
        sys.exit(1)
    except Exception as error:
        reason = _why_the_database_failed(error)
        if reason is None:
            raise
        sys.stderr.write(
            f"✗ Cơ sở dữ liệu không làm được ({reason}). Hãy chạy `phanhoi doctor`, "
            "sửa rồi chạy lại lệnh này.\n"
        )
        sys.exit(1)


def _why_the_database_failed(error: Exception) -> str | None:
    """In its own words, where it was away, full or slow; None for any other error."""
    if not isinstance(error, import_module("moderation.database").UNREACHABLE):
        return None
    return str(getattr(error, "orig", error)).partition("\n")[0]


def command_line(asked: str | None) -> typer.Typer:
    """Every command by its line, the one asked for in full."""
    app = typer.Typer(
        name="phanhoi",
        help="Phản Hồi: trả lời người dân trên mạng xã hội, đúng hạn và đúng thẩm quyền.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_no_action)  # without it Typer drops the name of a lone command
    for name, entry in COMMANDS.items():
        if name != asked:
            app.command(name, help=entry.help)(_no_action)
            continue
        module, _, attribute = entry.target.partition(":")
        target = getattr(import_module(module), attribute)
        if isinstance(target, typer.Typer):
            app.add_typer(target, name=name, help=entry.help)
        else:
            app.command(name, help=entry.help)(target)
    return app


def _no_action() -> None:
    """Stands for a command that was not asked for."""
