"""The hash by which entries are named and known."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # `hashlib` loads OpenSSL besides, which takes longer than all that we hash
except ImportError:  # another Python
    from hashlib import blake2b

__all__ = ["blake2b"]
