"""The whole console, served by uvicorn over a real database, with people who sign in."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from axe_playwright_python.sync_playwright import Axe

from moderation.queries.cases import CaseFilter, list_cases
from moderation.queries.triage import put_suggestions
from moderation.vocabulary import Label, Role
from tests.factories import PASSWORD, House, event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI
    from playwright.sync_api import BrowserContext, Page

__all__ = [
    "DESKTOP",
    "PHONE",
    "PICTURES",
    "Person",
    "chromium",
    "serve",
    "sign_in",
    "suggest",
    "ward",
]

DESKTOP, PHONE = (1280, 800), (360, 740)
GRAVE = {"serious", "critical"}
PICTURES = Path(__file__).parents[1] / "artifacts"

WORDS: tuple[tuple[Label, str], ...] = (
    (
        Label.CONTRARY_INFORMATION,
        "nghe nói tháng sau làm căn cước phải đóng 500k, miễn phí gì?",
    ),
    (
        Label.CONTRARY_INFORMATION,
        "Họp dân bảo tháng này xong đường mà giờ nói sang năm, tin ai",
    ),
    (Label.POLICY_QUESTION, "Cho em hỏi đăng ký tạm trú cho sinh viên cần giấy tờ gì ạ"),
    (Label.POLICY_QUESTION, "phuong minh co lam can cuoc thu bay ko a"),
    (Label.POLICY_QUESTION, "Mức hỗ trợ cho người cao tuổi từ 1/7 là bao nhiêu, nhận ở đâu vậy"),
    (Label.POLICY_QUESTION, "Con em sinh tháng 10 thì khai sinh online được không ạ"),
    (Label.FEEDBACK, "Đèn đường ngõ 12 hỏng cả tháng nay, tối đi rất nguy hiểm"),
    (Label.FEEDBACK, "Cảm ơn các anh chị một cửa, làm nhanh và dễ thương lắm"),
    (Label.FEEDBACK, "Rác chất đống trước cổng trường, gọi 0912 345 678 mãi không ai tới dọn"),
    (Label.SPAM, "Vay nhanh 5 phút không cần giấy tờ, ib zalo nhận tiền liền tay"),
    (Label.SPAM, "Cần thanh lý lô điện thoại cũ giá rẻ, xem trang cá nhân mình nhé"),
    (Label.ILLEGAL_CONTENT, "Bọn mày cứ chờ đấy, tao biết nhà từng đứa một"),
    (Label.OTHER, "Chấm hóng kết quả @Minh Anh"),
    (Label.OTHER, "Chào buổi sáng cả nhà"),
)


def ward(house: House) -> None:
    """A morning's comments in every queue."""
    house.take(*(event(f"w{at}", words) for at, (_, words) in enumerate(WORDS)))
    labels = {words: label for label, words in WORDS}
    house.triage(lambda text: labels[text])


def suggest(house: House, template_id: str) -> None:
    """Let a template be suggested for every case."""
    with house.database.transaction(house.agency_id) as session:
        ids = [one.case.id for one in list_cases(house.agency_id, session, CaseFilter())]
        rows: list[dict[str, object]] = [
            {"case_id": case_id, "rank": 1, "template_id": template_id, "score": 1.0,
             "reason": "Cùng nói về “căn cước”; dùng cho câu hỏi chính sách"}
            for case_id in ids
        ]  # fmt: skip
        put_suggestions(house.agency_id, session, rows)


@dataclass(slots=True)
class Person:
    """Somebody at their browser; what their pages complain about lands in `faults`."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a page of the console."""
        self.page.goto(f"{self.url}{path}")
        self.page.evaluate("document.fonts.ready.then(() => true)")
        return self.page

    def press(self, *keys: str) -> None:
        """Press keys as somebody does who looks first: decisions sleep while a card is new."""
        for key in keys:
            self.page.wait_for_timeout(350)
            self.page.keyboard.press(key)

    def judge(self, name: str, *, pictured: bool = True) -> None:
        """Nothing on this page bars anybody, runs over the edge, or is complained about."""
        self.page.wait_for_timeout(100)
        if pictured:
            PICTURES.mkdir(exist_ok=True)
            self.page.screenshot(path=PICTURES / f"{name}.png")
        found = Axe().run(self.page).response["violations"]
        # The checker leaves empty style attributes on inputs; htmx would copy them at the next
        # swap, and the content policy would complain of what no page of ours says.
        self.page.evaluate(
            "document.querySelectorAll('[style=\"\"]').forEach(e => e.removeAttribute('style'))"
        )
        grave = [
            f"{rule['id']}: {rule['nodes'][0]['html'][:200]}"
            for rule in found
            if rule["impact"] in GRAVE
        ]
        assert grave == [], name
        assert not self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        ), f"{name} is wider than the screen"
        assert self.faults == [], name


def sign_in(
    context: BrowserContext, url: str, house: House, role: Role, *, faults: list[str]
) -> Person:
    """Type name and password into the form."""
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(f"{url}/sign-in")
    page.fill("#username", house.usernames[role])
    page.fill("#password", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(lambda now: "/sign-in" not in now)
    return Person(page, url, faults)


def serve(app: FastAPI) -> Iterator[str]:
    """The application on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


def chromium() -> str | None:
    """The machine's Chromium, or the one that PHANHOI_CHROMIUM names."""
    return os.environ.get("PHANHOI_CHROMIUM") or shutil.which("chromium")
