"""The other side of `benchmarks.helpdesk`: django-helpdesk measured by Django's own test client.

Run by the Python of a virtual environment that has django-helpdesk, with a database address and
the number of tickets; prints one line of JSON, milliseconds by question. Imports nothing of ours.
"""

# mypy: ignore-errors
# Written for another environment, whose packages this one does not have.
from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import django
from django.conf import settings

_ROUNDS = 40
_MOST_SECONDS = 45.0
_LEAST_ROUNDS = 3
_CHUNK = 10_000


def main(address: str, tickets: int) -> None:
    """Fill the database, ask the questions, print the times."""
    _configure(address)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    client = _fill(tickets)
    print(json.dumps({name: _times(ask) for name, ask in _questions(client).items()}))


def _configure(address: str) -> None:
    parts = urlsplit(address)
    host = dict(pair.split("=", 1) for pair in parts.query.split("&") if pair)["host"]
    settings.configure(
        SECRET_KEY="only-to-measure",  # noqa: S106 - a database that lives for minutes
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": parts.path.lstrip("/"),
                "USER": parts.username,
                "HOST": host,
                "CONN_MAX_AGE": 600,
            }
        },
        INSTALLED_APPS=[
            "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
            "django.contrib.humanize", "django.contrib.messages", "django.contrib.sessions",
            "django.contrib.sites", "django.contrib.staticfiles",
            "rest_framework", "helpdesk",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }],
        ROOT_URLCONF="helpdesk_urls",
        STATIC_URL="/static/", SITE_ID=1, USE_TZ=True, ALLOWED_HOSTS=["*"],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        HELPDESK_ACTIVATE_API_ENDPOINT=True, HELPDESK_TEAMS_MODE_ENABLED=False,
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    )  # fmt: skip
    from types import ModuleType

    sys.modules["helpdesk_urls"] = urls = ModuleType("helpdesk_urls")
    django.setup()
    from django.contrib import admin
    from django.urls import include, path

    urls.urlpatterns = [  # type: ignore[attr-defined]
        path("admin/", admin.site.urls),
        path("", include("helpdesk.urls", namespace="helpdesk")),
    ]


def _fill(tickets: int):  # noqa: ANN202 - Django's own client, which has no type here
    """One ticket in twenty open, as the cases on our side."""
    from django.contrib.auth.models import User
    from django.test import Client
    from helpdesk.models import Queue, Ticket

    person = User.objects.create_superuser("do", "do@example.com", "only-to-measure")
    queues = [Queue.objects.create(title=f"Hàng {n}", slug=f"hang-{n}") for n in range(6)]
    for first in range(0, tickets, _CHUNK):
        Ticket.objects.bulk_create(
            Ticket(
                title=f"Hồ sơ hs{number % 50_000}",
                queue=queues[number % 6],
                description=f"Cho hỏi hồ sơ hs{number % 50_000} về căn cước bao giờ xong vậy",
                status=Ticket.OPEN_STATUS if number % 20 == 0 else Ticket.CLOSED_STATUS,
                assigned_to=person if number % 40 == 0 else None,
                priority=3,
            )
            for number in range(first, min(first + _CHUNK, tickets))
        )
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(person)
    return client


def _questions(client) -> dict[str, Callable[[], object]]:  # noqa: ANN001
    from helpdesk.models import Queue
    from helpdesk.query import query_to_base64

    queue = Queue.objects.first().pk
    asked = query_to_base64(
        {"filtering": {"status__in": [1, 2]}, "sorting": "created", "sortreverse": False}
    )
    body = {"queue": queue, "title": "Hỏi", "description": "Cho hỏi hồ sơ", "priority": 3}

    def ok(answer) -> None:  # noqa: ANN001
        if answer.status_code not in (200, 201):
            raise SystemExit(f"django-helpdesk answered {answer.status_code}: {answer.content!r}")

    def listed() -> None:
        ok(client.get("/tickets/"))
        ok(client.get(f"/datatables_ticket_list/{asked}", _TABLE))

    return {
        "create": lambda: ok(client.post("/api/tickets/", body, "application/json")),
        "list": listed,
        "dashboard": lambda: ok(client.get("/dashboard/")),
    }


_TABLE = {"draw": 1, "start": 0, "length": 50, "order[0][column]": 0, "order[0][dir]": "asc",
          "search[value]": ""}  # fmt: skip


def _times(ask: Callable[[], object]) -> list[float]:
    ask()
    found = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        ask()
        found.append((time.perf_counter() - began) * 1000)
        if len(found) >= _LEAST_ROUNDS and sum(found) > _MOST_SECONDS * 1000:
            break
    return found


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
