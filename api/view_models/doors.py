"""Sign-in, refusals and the documentation of the REST interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from api.view_models.parts import FieldError, Notice, Shell


@dataclass(frozen=True, slots=True)
class ProviderLink:
    """A way to an agency's identity provider; `agency` is empty where there is but one."""

    url: str
    name: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class SignInPage:
    """`/sign-in`: the only page without a shell. `username` keeps what was typed."""

    template: ClassVar[str] = "sign_in.html"
    csrf_token: str
    agency: str = ""
    username: str = ""
    next_path: str = "/"
    takes_passkeys: bool = False
    providers: tuple[ProviderLink, ...] = ()
    errors: tuple[FieldError, ...] = ()
    notice: Notice | None = None


ErrorKind = Literal["not_found", "forbidden", "conflict", "away", "bad_input", "too_large"]


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Any refusal. `message` is the error's own sentence. Part: `notice`, for htmx."""

    template: ClassVar[str] = "error.html"
    shell: Shell | None
    kind: ErrorKind
    message: str
    request_id: str = ""
    retry_url: str = ""


@dataclass(frozen=True, slots=True)
class ApiDocsPage:
    """`/api/v1/docs`: the REST interface, by Swagger UI from our own files."""

    template: ClassVar[str] = "api_docs.html"
    openapi_url: str
