"""A passkey made of software: answers the portal as a telephone or a security key does."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG
SITE = "testserver"


class Device:
    """One key pair; ``says_yes`` is the finger, face or PIN."""

    def __init__(self, *, says_yes: bool = True) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.owner = b""
        self.says_yes = says_yes

    def create(self, page: str) -> str:
        """The answer to the options that ``page`` carries: a new key."""
        asked = options_in(page)["creation_options"]["publicKey"]
        self.owner = websafe_decode(asked["user"]["id"])
        key: Any = ES256
        public = key.from_cryptography_key(self.private.public_key())
        known = AttestedCredentialData.create(Aaguid(b"\0" * 16), self.id, public)
        data = self._data(FLAG.AT, known)
        attested = AttestationObject.create("none", data, {})
        answer = {
            "clientDataJSON": _client_data("webauthn.create", asked),
            "attestationObject": websafe_encode(bytes(attested)),
        }
        return self._answer(answer)

    def get(self, options: dict[str, Any]) -> str:
        """The answer to a request to show that the key is there."""
        asked = options["request_options"]["publicKey"]
        client = _client_data("webauthn.get", asked)
        data = bytes(self._data(FLAG(0), None))
        signed = data + hashlib.sha256(websafe_decode(client)).digest()
        answer = {
            "clientDataJSON": client,
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(self.private.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": websafe_encode(self.owner),
        }
        return self._answer(answer)

    def _data(self, more: Any, known: AttestedCredentialData | None) -> Any:
        verified = FLAG.UV if self.says_yes else FLAG(0)
        site = hashlib.sha256(SITE.encode()).digest()
        flags = FLAG.UP | verified | more
        return AuthenticatorData.create(site, flags, 0, known or b"")

    def _answer(self, response: dict[str, str]) -> str:
        number = websafe_encode(self.id)
        extensions = {"credProps": {"rk": True}}
        return json.dumps(
            {
                "id": number,
                "rawId": number,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": extensions,
            }
        )


def options_in(page: str) -> dict[str, Any]:
    """The options that a page carries as data."""
    found = re.search(r'<script id="passkey-options" type="application/json">(.*?)</script>', page)
    assert found
    options: dict[str, Any] = json.loads(found.group(1))
    return options


def _client_data(kind: str, asked: dict[str, Any]) -> str:
    said = {"type": kind, "challenge": asked["challenge"], "origin": f"https://{SITE}"}
    return str(websafe_encode(json.dumps(said).encode()))
