"""An X server with an emulated touch screen: Xwayland, on a minimal Wayland compositor whose touch points a test
moves."""

import os
import pathlib
import socket
import struct
import tempfile
import threading
from collections.abc import Mapping

from xserver import XServer

SIZE = (800, 600)
TOUCH = 4  # the touch bit of wl_seat.capabilities
# The globals that the compositor offers, with their versions.
GLOBALS = {"wl_compositor": 4, "wl_shm": 1, "wl_output": 2, "wl_seat": 5, "xdg_wm_base": 1}
# The interface of the object that a request creates, where its id is the first argument.
MAKES = {
    ("wl_compositor", 0): "wl_surface",
    ("wl_compositor", 1): "wl_region",
    ("wl_shm", 0): "wl_shm_pool",
    ("wl_shm_pool", 0): "wl_buffer",
    ("wl_surface", 3): "wl_callback",
    ("wl_seat", 2): "wl_touch",
    ("xdg_wm_base", 2): "xdg_surface",
    ("xdg_surface", 1): "xdg_toplevel",
}


class Compositor(threading.Thread):
    """Serves one client with one surface: the whole screen of the X server."""

    def __init__(self, path: pathlib.Path):
        super().__init__(daemon=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(1)
        self.client: socket.socket | None = None
        self.kinds = {1: "wl_display"}
        self.callbacks: list[int] = []
        self.buffer = self.serial = 0
        self.is_configured = False
        self.lock = threading.Lock()
        self.start()

    def run(self) -> None:
        try:
            self.client, _ = self.listener.accept()
            data = b""
            while True:
                chunk, fds, _, _ = socket.recv_fds(self.client, 65536, 16)
                for fd in fds:
                    os.close(fd)
                if not chunk:
                    return
                data += chunk
                while len(data) >= 8 and len(data) >= (length := struct.unpack_from("=HH", data, 4)[1]):
                    who, what = struct.unpack_from("=IH", data)
                    self._request(who, what, data[8:length])
                    data = data[length:]
        except OSError:  # the client has disconnected
            pass
        finally:
            self.listener.close()
            if self.client:
                self.client.close()

    def _send(self, who: int, what: int, form: str = "", *values: int | bytes) -> None:
        body = struct.pack(f"={form}", *values)
        with self.lock:
            assert self.client
            self.client.sendall(struct.pack("=IHH", who, what, 8 + len(body)) + body)

    def _next(self) -> int:
        self.serial += 1
        return self.serial

    def number(self, kind: str) -> int | None:
        """The id of the object of an interface."""
        return next((number for number, found in self.kinds.items() if found == kind), None)

    def _request(self, who: int, what: int, body: bytes) -> None:
        kind = self.kinds.get(who)
        first = struct.unpack_from("=I", body)[0] if body else 0
        if made := MAKES.get((kind, what)):
            self.kinds[first] = made
        match kind, what:
            case "wl_display", 0:
                self._done(first)
            case "wl_display", 1:
                self.kinds[first] = "wl_registry"
                for number, (name, version) in enumerate(GLOBALS.items()):
                    self._send(first, 0, f"I{_text(name)[0]}I", number, *_text(name)[1], version)
            case "wl_registry", 0:
                number = struct.unpack_from("=I", body, len(body) - 4)[0]
                self.kinds[number] = list(GLOBALS)[first]
                self._bound(number)
            case "wl_surface", 1:
                self.buffer = first
            case "wl_surface", 3:
                self.callbacks.append(first)
            case "wl_surface", 6:
                self._committed()

    def _done(self, callback: int) -> None:
        self._send(callback, 0, "I", self._next())
        self._send(1, 1, "I", callback)  # its id is free again

    def _bound(self, number: int) -> None:
        match self.kinds[number]:
            case "wl_shm":
                self._send(number, 0, "I", 0)
                self._send(number, 0, "I", 1)
            case "wl_output":
                form, values = _text("canvas")
                self._send(number, 0, f"iiiii{form}{form}i", 0, 0, 300, 200, 0, *values, *values, 0)
                self._send(number, 1, "Iiii", 3, *SIZE, 60_000)
                self._send(number, 2)
            case "wl_seat":
                self._send(number, 0, "I", TOUCH)

    def _committed(self) -> None:
        if not self.is_configured and (toplevel := self.number("xdg_toplevel")):
            self.is_configured = True
            self._send(toplevel, 0, "iiI", 0, 0, 0)
            self._send(self.number("xdg_surface") or 0, 0, "I", self._next())
        if self.buffer:
            self._send(self.buffer, 0)
            self.buffer = 0
        for callback in self.callbacks:
            self._done(callback)
        self.callbacks.clear()

    # Touch points.

    def down(self, finger: int, x: float, y: float) -> None:
        touch, surface = self.number("wl_touch"), self.number("wl_surface")
        assert touch and surface
        self._send(touch, 0, "IIIiii", self._next(), 0, surface, finger, int(256 * x), int(256 * y))
        self._send(touch, 3)

    def move(self, finger: int, x: float, y: float) -> None:
        self._send(self.number("wl_touch") or 0, 2, "Iiii", 0, finger, int(256 * x), int(256 * y))
        self._send(self.number("wl_touch") or 0, 3)

    def up(self, finger: int) -> None:
        self._send(self.number("wl_touch") or 0, 1, "IIi", self._next(), 0, finger)
        self._send(self.number("wl_touch") or 0, 3)


def _text(text: str) -> tuple[str, tuple[int, bytes]]:
    """A string in the wire format."""
    data = text.encode() + b"\0"
    return f"I{len(data) + -len(data) % 4}s", (len(data), data)


class TouchServer(XServer):
    """The X server; the test moves its `fingers`."""

    def __init__(self) -> None:
        self.runtime = tempfile.TemporaryDirectory(prefix="canvas-touch-")
        self.fingers = Compositor(pathlib.Path(self.runtime.name) / "wayland-touch")
        super().__init__(manager=False)

    def command(self, size: str) -> list[str]:
        return ["Xwayland", "-shm", "-noreset", "-nolisten", "tcp"]

    def server_environment(self) -> Mapping[str, str]:
        return {**os.environ, "XDG_RUNTIME_DIR": self.runtime.name, "WAYLAND_DISPLAY": "wayland-touch"}

    def close(self) -> None:
        super().close()
        self.fingers.join(20)
        self.runtime.cleanup()
