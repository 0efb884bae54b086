"""The canonical line of an event and its leaf hash: the bytes that are exported, hashed and proven.

The format is described for other implementers in docs/log-format.md. It never changes: one changed byte would
change every root hash ever published.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from typing import NamedTuple, Protocol

import orjson

from ledger.log.instants import instant_text


class Described(Protocol):
    """The part of an event that it brings itself, whether or not it has been recorded."""

    @property
    def stream(self) -> str:
        """The stream's name."""

    @property
    def version(self) -> int:
        """The place in the stream."""

    @property
    def type(self) -> str:
        """The stored type."""

    @property
    def data(self) -> bytes:
        """The stored bytes."""


class CommitPieces(NamedTuple):
    """The parts of a line that all events of one commit share, already encoded."""

    recorded: bytes
    author: bytes

    @classmethod
    def of(cls, actor: str, command_id: str, *, recorded_us: int, imported: bool) -> CommitPieces:
        """Encode what the events of one commit share; raises TypeError where a text has no UTF-8 form."""
        author = b',"actor":%b,"command_id":%b' % (orjson.dumps(actor), orjson.dumps(command_id))
        return cls(_recorded(recorded_us), author + b',"imported":true' if imported else author)


@functools.lru_cache(maxsize=64)  # the commits of one append share theirs
def _recorded(microseconds: int) -> bytes:
    return b'"recorded_at":"%b","stream":' % instant_text(microseconds).encode("ascii")


def is_plain(data: bytes) -> bool:
    """Say whether the bytes stand in the line as they are.

    They do when they are a JSON object in UTF-8, from its first brace to its last, without a line break.
    """
    if not (data.startswith(b"{") and data.endswith(b"}")) or b"\n" in data or b"\r" in data:
        return False
    try:
        orjson.loads(data)
    except orjson.JSONDecodeError:
        return False
    return True


def render_line(position: int, pieces: CommitPieces, event: Described, *, plain: bool = False) -> bytes:
    """Return the canonical line, without a line feed; raises TypeError where a text has no UTF-8 form.

    `plain` says that the event's bytes are known to be plain (`is_plain`), so that nobody needs to look.
    """
    head = b'{"position":%d,%b%b,"version":%d,"type":%b%b,' % (
        position,
        pieces.recorded,
        orjson.dumps(event.stream),
        event.version,
        orjson.dumps(event.type),
        pieces.author,
    )
    data = event.data
    if plain or is_plain(data):
        return b'%b"data":%b}' % (head, data)
    return b'%b"data_base64":"%b"}' % (head, base64.b64encode(data))


def leaf_of(line: bytes) -> bytes:
    """Return the RFC 6962 leaf hash, SHA-256 over a zero byte and the line (without its line feed)."""
    return hashlib.sha256(b"\x00" + line).digest()
