"""The accounts of readers: a file with a line `name:hash` for each. It is read again when it changes.

A hash names how it was made: `scrypt$16384$8$1$<salt>$<key>`, with salt and key in hexadecimal digits.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path
from threading import Lock

from storage.errors import UsageError

NAME = re.compile(r"[\w.@-]{1,64}")
SHORTEST, LONGEST = 8, 1_000  # characters of a password
COST, BLOCK, PARALLEL = 2**14, 8, 1  # of scrypt: 16 MB of memory, and about 50 ms
SALT, KEY = 16, 32  # bytes
HASH = re.compile(rf"scrypt\${COST}\${BLOCK}\${PARALLEL}\$([0-9a-f]{{{2 * SALT}}})\$([0-9a-f]{{{2 * KEY}}})")


class Accounts:
    """The accounts in a file. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Raises UsageError for a file that can't be read, or has no account."""
        self._path = path
        self._lock = Lock()
        self._read_at = -1
        self._hashes: dict[str, str] = {}
        if not self._current():
            raise UsageError(
                f"{path} has no account: add one with `python -m webchat add-account {path} NAME`"
            )

    def hash_of(self, name: str) -> str:
        """The hash of an account; "" without one. It changes with the password."""
        return self._current().get(name, "")

    def is_password(self, name: str, password: str) -> bool:
        """Whether this is the account's password. An unknown name takes as long as a wrong password."""
        kept = HASH.fullmatch(self.hash_of(name))
        salt, key = (kept[1], kept[2]) if kept else ("00" * SALT, "")
        return hmac.compare_digest(_key(password, bytes.fromhex(salt)), key)

    def _current(self) -> dict[str, str]:
        """The accounts as the file has them; those of before while it can't be read."""
        with self._lock:
            try:
                changed = self._path.stat().st_mtime_ns
                if changed != self._read_at:
                    self._hashes, self._read_at = read_accounts(self._path), changed
            except (OSError, UsageError) as error:
                if not self._hashes:
                    raise UsageError(f"{self._path} can't be used: {error}") from error
            return self._hashes


def read_accounts(path: Path) -> dict[str, str]:
    """The hash of each account. Raises OSError, and UsageError for a line of another form."""
    hashes: dict[str, str] = {}
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1):
        name, _, kept = line.strip().partition(":")
        if line.strip() and not (NAME.fullmatch(name) and HASH.fullmatch(kept)):
            raise UsageError(f"line {number} of {path} isn't name:hash, as `python -m webchat` writes it")
        if line.strip():
            hashes[name] = kept
    return hashes


def set_password(path: Path, name: str, password: str) -> None:
    """Add an account, or change its password. Raises UsageError, OSError."""
    if not NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name of an account: give letters, digits, and . _ @ -")
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(f"the password has {len(password)} characters: give {SHORTEST} to {LONGEST}")
    salt = secrets.token_bytes(SALT)
    kept = f"scrypt${COST}${BLOCK}${PARALLEL}${salt.hex()}${_key(password, salt)}"
    _write(path, {**(read_accounts(path) if path.exists() else {}), name: kept})


def remove_account(path: Path, name: str) -> None:
    """Remove an account, which ends its sessions. Raises UsageError for an unknown one, OSError."""
    hashes = read_accounts(path)
    if not hashes.pop(name, ""):
        raise UsageError(f"{path} has no account {name!r}")
    _write(path, hashes)


def _write(path: Path, hashes: dict[str, str]) -> None:
    """Replace the file by one that only its owner reads."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    with open(new, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.writelines(f"{name}:{kept}\n" for name, kept in hashes.items())
    os.replace(new, path)


def _key(password: str, salt: bytes) -> str:
    given = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(given, salt=salt, n=COST, r=BLOCK, p=PARALLEL, dklen=KEY).hex()
