"""A province's identity provider, as OpenID Connect Core and RFC 7636 have it, with ways to lie.

Whoever comes is signed in at once as `subject`. `lie` changes the next ID token: a faithful client
refuses every one of these.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

__all__ = ["CLIENT", "SECRET", "Provider"]

CLIENT, SECRET = "phanhoi", "mot-bi-mat-cua-ung-dung"


@dataclass(slots=True)
class Provider:
    """One issuer. `url` is set once it listens; `asked` keeps what came to authorise."""

    url: str = ""
    subject: str = "cb-0001"
    claims: dict[str, Any] = field(default_factory=dict)
    lie: dict[str, Any] = field(default_factory=dict)
    wrong_key: bool = False
    answers_iss: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    token_calls: int = 0
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    _other: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))

    def app(self) -> Starlette:
        """The provider's addresses."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._describe),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    async def _describe(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        iss = self.answers_iss or self.url
        back = urlencode({"code": code, "state": asked["state"], "iss": iss})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 303)

    async def _token(self, request: Request) -> Response:
        self.token_calls += 1
        form = await request.form()
        asked = self._codes.pop(str(form["code"]), None)
        given = request.headers.get("authorization", "").removeprefix("Basic ")
        verifier = str(form["code_verifier"]).encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=")
        if (
            asked is None
            or base64.b64decode(given).decode() != f"{CLIENT}:{SECRET}"
            or challenge.decode() != asked["code_challenge"]
            or asked["code_challenge_method"] != "S256"
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"access_token": "x", "token_type": "Bearer", "id_token": self._id_token(asked)}
        )

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": asked["nonce"],
            **self.claims,
            **{name: value for name, value in self.lie.items() if name != "alg"},
        }
        if self.lie.get("alg") == "none":
            parts = [_plain('{"alg":"none"}'), _plain(JSONResponse(claims).body.decode()), ""]
            return ".".join(parts)
        key = self._other if self.wrong_key else self._key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def _plain(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
