"""A line to a PostgreSQL server that can be cut at the worst moment: after a commit, before its acknowledgement."""

from __future__ import annotations

import contextlib
import selectors
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

SOCKET = ".s.PGSQL.5432"
_PIECE = 1 << 16
_PATIENCE_SECONDS = 20


class Line:
    """Passes bytes between clients and a server. `cuts` are byte strings: when a client sends one, the line is cut.

    With `heard`, the server still gets what is sent, until it answers, and its answer is lost; otherwise it gets
    nothing of that piece.
    """

    def __init__(self, server: Path, folder: Path) -> None:
        self.cuts: list[bytes] = []
        self.heard = True
        self.cut_so_far = 0
        self._server = server
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / SOCKET))
        self._listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Take no more clients."""
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass, args=(client,), daemon=True).start()

    def _pass(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        with client, server, selectors.DefaultSelector() as ready, contextlib.suppress(OSError):
            server.connect(str(self._server / SOCKET))
            ready.register(client, selectors.EVENT_READ, server)
            ready.register(server, selectors.EVENT_READ, client)
            deaf = False  # once set, the client hears nothing any more
            while pairs := ready.select(timeout=_PATIENCE_SECONDS):
                for key, _ in pairs:
                    source: socket.socket = key.fileobj  # type: ignore[assignment]
                    piece = source.recv(_PIECE)
                    if not piece or (deaf and source is server):
                        return
                    if source is client and self.cuts and self.cuts[0] in piece:
                        self.cuts.pop(0)
                        self.cut_so_far += 1
                        if not self.heard:
                            return
                        deaf = True
                    key.data.sendall(piece)


@contextlib.contextmanager
def line_to(url: str) -> Iterator[tuple[Line, str]]:
    """Lend a line to the server of an address, and the address that leads over it."""
    host = parse_qs(urlsplit(url).query)["host"][0]
    with tempfile.TemporaryDirectory(prefix="line-") as folder:
        line = Line(Path(host), Path(folder))
        try:
            yield line, url.replace(quote(host, safe=""), quote(folder, safe=""))
        finally:
            line.close()
