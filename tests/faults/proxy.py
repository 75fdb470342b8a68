"""A wire in the test's own hands: it can be cut in each direction, at a moment or at a word."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress


class Proxy:
    """Passes bytes between 127.0.0.1:`port` and what `dial` opens.

    `swallow_out` loses what clients send, `swallow_back` what the server answers. `at_word` is called with the proxy,
    once, before the first packet that holds `word` is passed on. `round_trips` counts how often a client has spoken
    and then waited for an answer.
    """

    def __init__(self, dial: Callable[[], socket.socket]) -> None:
        self._dial = dial
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.swallow_out = False
        self.swallow_back = False
        self.refuse = False
        self.word = b""
        self.at_word: Callable[[Proxy], None] | None = None
        self.round_trips = 0
        self._answered = True
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def drop(self) -> None:
        """Cut every connection at once, as a router does that restarts."""
        for pair in self._pairs:
            for end in pair:
                with suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                with suppress(OSError):
                    end.close()
        self._pairs.clear()

    def heal(self) -> None:
        """Pass everything again. Connections that have lost bytes are cut: they are beyond help."""
        lossy = self.swallow_out or self.swallow_back
        self.swallow_out = self.swallow_back = self.refuse = False
        self.at_word = None
        if lossy:
            self.drop()

    def close(self) -> None:
        with suppress(OSError):
            self._listening.close()
        self.drop()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            try:
                if self.refuse:
                    raise ConnectionRefusedError
                server = self._dial()
            except OSError:
                client.close()
                continue
            self._pairs.append((client, server))
            threading.Thread(target=self._pass, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, False), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, out: bool) -> None:
        with suppress(OSError):
            while packet := source.recv(65_536):
                if out and self.at_word is not None and self.word in packet:
                    action, self.at_word = self.at_word, None
                    action(self)
                if out and self._answered:
                    self.round_trips += 1
                self._answered = not out
                if not (self.swallow_out if out else self.swallow_back):
                    sink.sendall(packet)
        # The other end learns of it, unless the wire is dead.
        if not (self.swallow_out or self.swallow_back):
            with suppress(OSError):
                sink.shutdown(socket.SHUT_RDWR)
