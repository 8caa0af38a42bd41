"""PostgreSQL and Redis that the installation brings with it, private to one data folder.

Both listen on unix sockets in folders that nobody else may enter, never on TCP. They are children
of the process that started them and stop with it, also when it is killed (`processes.launch`);
whatever a crash left behind is cleared away by the next start.
"""

from __future__ import annotations

from commands.embedded.postgres import (
    EmbeddedPostgres,
    create_database,
    postgres_is_running,
    postgres_program,
    recorded_admin_url,
    remove_postgres,
    start_postgres,
    stop_postgres,
)
from commands.embedded.valkey import (
    EmbeddedRedis,
    redis_is_running,
    start_redis,
    stop_redis,
)

__all__ = [
    "EmbeddedPostgres",
    "EmbeddedRedis",
    "create_database",
    "postgres_is_running",
    "postgres_program",
    "recorded_admin_url",
    "redis_is_running",
    "remove_postgres",
    "start_postgres",
    "start_redis",
    "stop_postgres",
    "stop_redis",
]
