"""Every setting of the system, read once from the environment and checked at start.

Where a container hands secrets over as files (`/run/secrets/phanhoi_database_url`), a file gives
the setting of its name unless the environment does. Nothing else that an installation runs takes a
setting from `os.environ`: only `classifiers.train` looks there for its training data.
`docs/operating.md` lists the settings; a check holds the two together.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from moderation.errors import UnavailableError

__all__ = ["SECRETS", "Settings", "get_settings"]

SECRETS = Path("/run/secrets")
"""Where container engines mount secrets, readable to the container alone."""


class Settings(BaseSettings):
    """The settings, each as `PHANHOI_<NAME>` in the environment."""

    model_config = SettingsConfigDict(
        env_prefix="PHANHOI_",
        secrets_dir=SECRETS if SECRETS.is_dir() else None,
        extra="ignore",
        hide_input_in_errors=True,
    )

    environment: Literal["production", "demo", "development"] = Field(
        "production", description="`production` refuses to start with unsafe settings."
    )
    database_url: SecretStr | None = Field(
        None,
        description="PostgreSQL as the app's role, which owns nothing "
        "(`postgresql+psycopg://…`). Unset: `phanhoi up` brings its own server.",
    )
    owner_database_url: SecretStr | None = Field(
        None, description="The same database as the role that owns the tables; for migrations only."
    )
    backup_database_url: SecretStr | None = Field(
        None,
        description="The same database as a role with BYPASSRLS; for `phanhoi backup` and "
        "`phanhoi restore` on a server of one's own only.",
    )
    backup_recipient_file: Path | None = Field(
        None, description="Public key to which backups are sealed; made by `phanhoi keys backup`."
    )
    redis_url: SecretStr | None = Field(
        None, description="Redis for Celery. Unset: `phanhoi up` brings its own server."
    )
    key_file: Path | None = Field(
        None, description="File with the keys that encrypt secrets at rest, made by `phanhoi up`."
    )
    audit_key_file: Path | None = Field(
        None, description="File with the key that seals the audit log; for the sealer alone."
    )
    audit_heads_file: Path | None = Field(
        None, description="File to which the heads of the sealed log are appended."
    )
    audit_syslog: str = Field(
        "", description="Where heads go besides: `/dev/log` or `host:port`. Empty: nowhere."
    )
    audit_mail_to: str = Field(
        "", description="Who gets each night's check of the log and its heads by mail. Empty: none."
    )
    smtp_url: SecretStr | None = Field(
        None, description="The office's mail server: `smtp://user:password@host:587` or `smtps://`."
    )
    mail_from: str = Field("phanhoi@localhost", description="Who such letters are from.")
    push_hosts: str = Field(
        "",
        description="Push services of browsers that may be called, with commas between; a leading "
        "dot stands for every host below. Empty: nothing is pushed.",
    )
    hook_hosts: str = Field(
        "",
        description="Hosts that agencies may have notices sent to by webhook, with commas between. "
        "Empty: none.",
    )
    identity_issuers: str = Field(
        "",
        description="OpenID Connect issuers that agencies may sign in at, with commas between.",
    )
    metrics_token: SecretStr | None = Field(
        None,
        description="Whoever sends it as `Authorization: Bearer …` may read `/metrics`. Unset: "
        "nobody may.",
    )
    public_url: str = Field(
        "http://127.0.0.1:8000", description="The address people open; cookies and links follow it."
    )
    deployment: str = Field(
        "main", description="Names this installation in Redis, so that two can share a server."
    )
    database_pool_size: int = Field(10, ge=1, description="Connections that one process keeps.")
    statement_timeout_ms: int = Field(
        15_000, ge=100, description="The longest that one SQL statement may run, in milliseconds."
    )
    upload_limit_mb: int = Field(64, ge=1, description="Largest export file taken, in MiB.")
    webhook_limit_kb: int = Field(
        1536,
        ge=1,
        description="Largest webhook body taken, in KiB; Facebook sends up to about 1,000 changes.",
    )
    session_idle_minutes: int = Field(
        30, ge=1, description="A session ends after this long unused."
    )
    session_hours: int = Field(12, ge=1, description="A session ends after this long in any case.")
    sign_ins_per_quarter: int = Field(
        120, ge=1, description="Sign-ins and proofs from one address in a quarter of an hour."
    )
    requests_per_minute: int = Field(
        600,
        ge=1,
        description="Requests of one person or program in a minute; ten times that an address.",
    )
    public_tips_per_hour: int = Field(
        30,
        ge=1,
        description="What citizens tell or look up without an account, by address and hour.",
    )
    webhooks_per_minute: int = Field(
        12_000, ge=1, description="Deliveries at one address of ours in a minute."
    )
    claim_minutes: int = Field(10, ge=1, description="How long a claimed case stays one's own.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much the processes write to their logs."
    )

    def named_database(self) -> str:
        """The address of PostgreSQL; UnavailableError where none is set."""
        if self.database_url is None:
            raise UnavailableError(
                "Chưa đặt PHANHOI_DATABASE_URL nên chưa chạy được gì. Đặt địa chỉ của PostgreSQL "
                "rồi chạy lại."
            )
        return self.database_url.get_secret_value()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process; a missing or malformed one fails here, by name."""
    return Settings()
