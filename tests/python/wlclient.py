"""A virtual mouse for a Wayland compositor that has none, by raw protocol messages."""

import pathlib
import socket
import struct

DISPLAY, REGISTRY, FIRST_ANSWER, MANAGER, POINTER, SECOND_ANSWER = range(1, 7)
MANAGER_NAME = b"zwlr_virtual_pointer_manager_v1\0"


class VirtualPointer:
    """Connected until `close()`. It gives the seat a pointer; others move it."""

    def __init__(self, path: pathlib.Path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        self.socket.connect(str(path))
        self._send(DISPLAY, 1, struct.pack("=I", REGISTRY))
        numbers = [body for who, body in self._until(FIRST_ANSWER) if who == REGISTRY and MANAGER_NAME in body]
        (number,) = struct.unpack_from("=I", numbers[0])
        name = struct.pack("=II", number, len(MANAGER_NAME)) + MANAGER_NAME
        self._send(REGISTRY, 0, name + struct.pack("=II", 1, MANAGER))
        self._send(MANAGER, 0, struct.pack("=II", 0, POINTER))
        self._until(SECOND_ANSWER)

    def _send(self, who: int, what: int, body: bytes) -> None:
        self.socket.sendall(struct.pack("=II", who, 8 + len(body) << 16 | what) + body)

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            chunk = self.socket.recv(count - len(data))
            if not chunk:
                raise ConnectionError("the compositor has hung up")
            data += chunk
        return data

    def _until(self, answer: int) -> list[tuple[int, bytes]]:
        """Sends wl_display.sync, and returns the events before its callback."""
        self._send(DISPLAY, 0, struct.pack("=I", answer))
        said = []
        while True:
            who, length = struct.unpack("=II", self._read(8))
            body = self._read((length >> 16) - 8)
            if who == answer:
                return said
            said.append((who, body))

    def close(self) -> None:
        self.socket.close()
