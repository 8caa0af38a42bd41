"""Speaking OpenID Connect to an agency's identity provider: away with a question, back with a name.

Authorization code with PKCE (S256), state and nonce; the ID token is checked by the provider's own
keys for issuer, audience, time, nonce and one of few algorithms. Only issuers that the installation
names are ever called, so that no agency can make this server call whom it likes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.httpx_client import OAuth2Client, OAuthError
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jws import JWSRegistry

from moderation.errors import BadInputError, PhanHoiError, SignInError, UnavailableError
from moderation.people.identities import Subject

__all__ = ["IdentityClient", "Outset", "allowed_issuers", "check_issuer"]

_ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
_TIMEOUT = httpx2.Timeout(10, connect=5)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_KEPT_SECONDS = 600
_LEEWAY_SECONDS = 60
_LONGEST_BODY = 2**20
_known: dict[str, tuple[float, dict[str, Any]]] = {}


@dataclass(frozen=True, slots=True)
class Outset:
    """What a browser is sent away with, and what must be remembered until it is back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class IdentityClient:
    """One agency's registration at its issuer."""

    issuer: str
    client_id: str
    secret: str
    redirect_uri: str

    def address(self, outset: Outset, *, is_proof: bool = False) -> str:
        """Where the browser goes; for a proof the provider must ask again who it is."""
        metadata = _metadata(self.issuer)
        more = {"prompt": "login", "max_age": "0"} if is_proof else {}
        with self._client() as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=outset.state,
                nonce=outset.nonce,
                code_verifier=outset.verifier,
                **more,
            )
        return cast("str", url)

    def subject(self, outset: Outset, code: str, *, iss: str, is_proof: bool = False) -> Subject:
        """Whom the provider vouches for; raises SignInError where anything does not hold."""
        metadata = _metadata(self.issuer)
        if (iss or metadata.get("authorization_response_iss_parameter_supported")) and (
            iss != self.issuer
        ):
            raise _refused("iss")
        try:
            with self._client() as client:
                token = client.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=outset.verifier,
                )
        except (OAuthError, ValueError) as error:
            raise _refused("token") from error
        except httpx2.HTTPError as error:
            raise _away() from error
        return self._checked(token, outset, is_proof=is_proof)

    def _checked(self, token: dict[str, Any], outset: Outset, *, is_proof: bool) -> Subject:
        try:
            claims = self._claims(token, outset)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise _refused(type(error).__name__) from error
        if is_proof and claims.get("auth_time", 0) < time.time() - 120:
            raise _refused("auth_time")
        words = [claims.get("acr"), *claims.get("amr", [])]
        return Subject(
            issuer=self.issuer,
            subject=str(claims["sub"]),
            username=str(claims.get("preferred_username", "")),
            full_name=str(claims.get("name", "")),
            words=frozenset(str(word) for word in words if word),
        )

    def _claims(self, token: dict[str, Any], outset: Outset) -> CodeIDToken:
        metadata = _metadata(self.issuer)
        offered = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
        registry = JWSRegistry(
            algorithms=[one for one in offered if one in _ALGORITHMS], strict_check_header=False
        )
        keys = KeySet.import_key_set(cast("KeySetSerialization", _fetch(metadata["jwks_uri"])))
        read = jwt.decode(token["id_token"], key=keys, registry=registry)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": self.issuer},
                "aud": {"essential": True, "value": self.client_id},
            },
            {
                "nonce": outset.nonce,
                "client_id": self.client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(leeway=_LEEWAY_SECONDS)
        return claims

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            client_id=self.client_id,
            client_secret=self.secret,
            scope="openid profile",
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            timeout=_TIMEOUT,
            follow_redirects=False,
            trust_env=False,
        )


def allowed_issuers(setting: str) -> tuple[str, ...]:
    """The issuers that the installation names; https, or this machine for a trial."""
    return tuple(one for one in setting.replace(",", " ").split() if _is_safe(one))


def check_issuer(issuer: str, setting: str) -> None:
    """Raise BadInputError for an issuer that the installation does not name."""
    if issuer not in allowed_issuers(setting):
        raise BadInputError(
            "Nơi cấp này chưa được người vận hành cho phép (PHANHOI_IDENTITY_ISSUERS).",
            field="issuer",
        )


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def _metadata(issuer: str) -> dict[str, Any]:
    """The provider's own description, kept for ten minutes."""
    kept = _known.get(issuer)
    if kept is not None and kept[0] > time.monotonic() - _KEPT_SECONDS:
        return kept[1]
    found = _fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    addresses = [found.get(n) for n in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if found.get("issuer") != issuer or not all(
        isinstance(one, str) and _is_safe(one) for one in addresses
    ):
        raise _refused("metadata")
    _known[issuer] = (time.monotonic(), found)
    return found


def _fetch(address: str) -> dict[str, Any]:
    try:
        with httpx2.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False) as client:
            answer = client.get(address, headers={"accept": "application/json"})
            answer.raise_for_status()
    except httpx2.HTTPError as error:
        raise _away() from error
    if len(answer.content) > _LONGEST_BODY:
        raise _refused("size")
    try:
        found = answer.json()
    except ValueError as error:
        raise _refused("json") from error
    if not isinstance(found, dict):
        raise _refused("json")
    return found


def _away() -> PhanHoiError:
    return UnavailableError(
        "Nơi cấp định danh không trả lời. Hãy thử lại sau, hoặc đăng nhập bằng mật khẩu.",
        code="provider_away",
    )


def _refused(why: str) -> SignInError:
    return SignInError(
        "Nơi cấp định danh trả lời không đúng nên chưa đăng nhập. Hãy thử lại từ đầu.",
        code="provider_refused",
        why=why,
    )
