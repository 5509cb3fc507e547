"""The code flow of OpenID Connect, with PKCE, towards one provider.

Authlib checks what a provider says; we send the requests, so that they go nowhere that webhooks may
not go, and read no more than they are told.  It is large and imported when somebody comes that way.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from core import outgoing
from core.config import Settings
from core.errors import BusinessError

KNOWN = ".well-known/openid-configuration"
ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519")  # never none, never shared
LENGTH = 48
LEEWAY = 60
OK = 200
FORM = "application/x-www-form-urlencoded"


class RefusedError(Exception):
    """Somebody does not come in; the text is one of ``history.models.EVENT_WORDS``."""


@dataclass(frozen=True)
class Begun:
    """What a browser keeps until it comes back from the provider."""

    state: str
    nonce: str
    verifier: str
    back: str

    def kept(self) -> dict[str, str]:
        """Return it as a cookie holds it."""
        return asdict(self)


def begin(settings: Settings, back: str) -> tuple[str, Begun]:
    """Return where to send a browser, and what it has to keep.

    :param back: the address to which the provider sends it back.
    :raises RefusedError: if the provider does not answer as it should.
    """
    from authlib.common.security import generate_token
    from authlib.common.urls import add_params_to_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    state, nonce, verifier = (generate_token(LENGTH) for _ in range(3))
    begun = Begun(state, nonce, verifier, back)
    where = add_params_to_uri(
        _address(settings, _described(settings), "authorization_endpoint"),
        {
            "response_type": "code",
            "client_id": settings.oidc_client_id,
            "redirect_uri": back,
            "scope": "openid email profile",
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": create_s256_code_challenge(begun.verifier),
            "code_challenge_method": "S256",
        }.items(),
    )
    return where, begun


def finish(settings: Settings, begun: Begun, code: str, now: datetime) -> dict[str, Any]:
    """Return what the provider says of whoever brought back this code.

    :raises RefusedError: if it does not prove that, to us, for this attempt and now.
    """
    about = _described(settings)
    answer = _asked(
        settings,
        _address(settings, about, "token_endpoint"),
        *_exchange(settings, about, begun, code),
    )
    keys = _asked(settings, _address(settings, about, "jwks_uri"))
    return _proven(settings, begun, answer, keys, now)


def _proven(
    settings: Settings, begun: Begun, answer: Mapping[str, Any], keys: Any, now: datetime
) -> dict[str, Any]:
    """Return what a token says, if the provider signed it for us, for this attempt and now."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import BadSignatureError, ClaimError, ExpiredTokenError, JoseError
    from joserfc.jwk import KeySet

    try:
        token = jwt.decode(answer["id_token"], KeySet.import_key_set(keys), algorithms=ALGORITHMS)
        claims = CodeIDToken(
            token.claims,
            token.header,
            options={
                "iss": {"essential": True, "value": settings.oidc_issuer},
                "aud": {"essential": True, "value": settings.oidc_client_id},
            },
            params={"nonce": begun.nonce, "client_id": settings.oidc_client_id},
        )
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except BadSignatureError as error:
        raise RefusedError("signature") from error
    except ExpiredTokenError as error:
        raise RefusedError("expired") from error
    except ClaimError as error:
        known = {"nonce": "nonce", "aud": "audience", "azp": "audience", "iss": "issuer"}
        raise RefusedError(known.get(error.claim, "token")) from error
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise RefusedError("token") from error
    return dict(claims)


def _exchange(
    settings: Settings, about: Mapping[str, Any], begun: Begun, code: str
) -> tuple[bytes, dict[str, str]]:
    """Return the body and the headers by which a code is exchanged for a token."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": begun.back,
        "code_verifier": begun.verifier,
    }
    name, secret = settings.oidc_client_id, settings.oidc_client_secret.get_secret_value()
    headers = {"Content-Type": FORM}
    if "client_secret_basic" in about.get(
        "token_endpoint_auth_methods_supported", ["client_secret_basic"]
    ):
        pair = f"{quote(name, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": name, "client_secret": secret}
    return urlencode(form).encode(), headers


def _described(settings: Settings) -> dict[str, Any]:
    issuer = settings.oidc_issuer
    about = _asked(settings, f"{issuer.rstrip('/')}/{KNOWN}")
    if about.get("issuer") != issuer:
        raise RefusedError("issuer")
    return about


def _address(settings: Settings, about: Mapping[str, Any], name: str) -> str:
    address = about.get(name)
    try:
        outgoing.check_address(str(address), private=settings.outgoing_private)
    except BusinessError as error:
        raise RefusedError("provider") from error
    return str(address)


def _asked(
    settings: Settings, url: str, body: bytes | None = None, headers: Mapping[str, str] = {}
) -> dict[str, Any]:
    """Return what an address of the provider answers, which has to be an object."""
    private = settings.outgoing_private
    try:
        outgoing.check_address(url, private=private)
        headers = {"Accept": "application/json", **headers}
        status, answer = (
            outgoing.get(url, headers, private=private)
            if body is None
            else outgoing.post(url, body, headers, private=private)
        )
        told = json.loads(answer) if status == OK else None
    except (BusinessError, outgoing.UnreachableError, ValueError) as error:
        raise RefusedError("provider") from error
    if not isinstance(told, dict):
        raise RefusedError("provider")
    return told


def title(settings: Settings) -> str:
    """Return what the provider is called on the sign-in page; empty where there is none."""
    if not (settings.oidc_issuer and settings.oidc_client_id):
        return ""
    return settings.oidc_title or urlsplit(settings.oidc_issuer).hostname or ""
