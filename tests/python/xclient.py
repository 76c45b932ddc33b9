"""A bare X11 client on a socket: a peer that reads pixels, disturbs windows and does what no library would (forge events,
send bad requests). It needs nothing but the standard library. Little-endian, Unix socket.
"""

import array
import select
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

# Event masks, event types and atoms of the core protocol that tests name.
STRUCTURE_NOTIFY = 1 << 17
SUBSTRUCTURE_NOTIFY = 1 << 19
PROPERTY_CHANGE = 1 << 22
ATOM_ATOM, ATOM_CARDINAL, ATOM_STRING, ATOM_WINDOW, ATOM_WM_NAME, ATOM_WM_CLASS = 4, 6, 31, 33, 39, 67
DESTROY_NOTIFY, PROPERTY_NOTIFY, SELECTION_REQUEST, SELECTION_NOTIFY, CLIENT_MESSAGE = 17, 28, 30, 31, 33


@dataclass(frozen=True)
class Geometry:
    """A window's place on the screen (its content's top left corner) and its size, in pixels."""

    x: int
    y: int
    width: int
    height: int


class Screenshot:
    """The pixels of a window, as the X server has them."""

    def __init__(self, width: int, height: int, data: bytes):
        self.width, self.height, self.data = width, height, data

    def pixel(self, x: int, y: int) -> tuple[int, int, int]:
        """Red, green, blue."""
        at = 4 * (y * self.width + x)
        blue, green, red = self.data[at : at + 3]
        return red, green, blue

    def colors(self) -> set[tuple[int, int, int]]:
        data = self.data
        return set(zip(data[2::4], data[1::4], data[0::4], strict=True))

    def rgba(self) -> bytes:
        """The pixels as red, green, blue and an opaque alpha."""
        out = bytearray(self.data)
        out[0::4], out[2::4] = self.data[2::4], self.data[0::4]
        out[3::4] = b"\xff" * (len(self.data) // 4)
        return bytes(out)


class XError(Exception):
    """An error that the server answered with; `code` is the protocol's number (3 is BadWindow, 8 is BadMatch …)."""

    def __init__(self, code: int):
        super().__init__(f"X error {code}")
        self.code = code


class RawXClient:
    def __init__(self, path: str, auth: tuple[bytes, bytes] = (b"", b""), timeout: float = 30.0):
        """Connects to the X server's socket at `path` (such as /tmp/.X11-unix/X99); `auth` is (name, data)."""
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout)
        self.socket.connect(path)
        name, data = auth
        self.socket.sendall(struct.pack("<BxHHHHxx", 0x6C, 11, 0, len(name), len(data)) + _padded(name) + _padded(data))
        status, reason_length, _, _, words = struct.unpack("<BBHHH", self._read(8))
        body = self._read(words * 4)
        if status != 1:
            raise ConnectionError(f"setup refused: {body[:reason_length]!r}")
        (self._id_base,) = struct.unpack_from("<I", body, 4)
        vendor_length = struct.unpack_from("<H", body, 16)[0]
        screen = 32 + ((vendor_length + 3) & ~3) + 8 * body[21]
        (self.root,) = struct.unpack_from("<I", body, screen)
        self.width, self.height = struct.unpack_from("<HH", body, screen + 20)
        self.sequence = 0
        self.events: list[bytes] = []
        self._ids = 0
        self._atoms: dict[str, int] = {}
        self._extensions: dict[str, tuple[int, ...]] = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    # The wire protocol.

    def _read(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            chunk = self.socket.recv(count - len(data))
            if not chunk:
                raise EOFError("the server closed the connection")
            data += chunk
        return bytes(data)

    def new_id(self) -> int:
        self._ids += 1
        return self._id_base | self._ids

    def request(self, opcode: int, data: int = 0, body: bytes = b"", fds=()) -> int:
        """Sends a request without waiting; returns its sequence number."""
        body = _padded(body)
        message = struct.pack("<BBH", opcode, data, 1 + len(body) // 4) + body
        if fds:
            self.socket.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))])
        else:
            self.socket.sendall(message)
        self.sequence = (self.sequence + 1) & 0xFFFF
        return self.sequence

    def packet(self) -> bytes:
        packet = self._read(32)
        if packet[0] == 1 or packet[0] & 127 == 35:  # a reply, or a GenericEvent: may be longer
            packet += self._read(4 * struct.unpack_from("<I", packet, 4)[0])
        return packet

    def reply(self, sequence: int) -> bytes:
        """The reply of a request; events that come before it are kept in `events`. Raises XError."""
        while True:
            packet = self.packet()
            if packet[0] in (0, 1) and struct.unpack_from("<H", packet, 2)[0] == sequence:
                if packet[0] == 0:
                    raise XError(packet[1])
                return packet
            if packet[0] > 1:
                self.events.append(packet)

    def error_of(self, sequence: int) -> int | None:
        """The error code of a request that has no reply, or None, after a round trip."""
        sync, code = self.request(43), None
        while True:
            packet = self.packet()
            number = struct.unpack_from("<H", packet, 2)[0]
            if packet[0] == 0 and number == sequence:
                code = packet[1]
            elif packet[0] == 1 and number == sync:
                return code
            elif packet[0] > 1:
                self.events.append(packet)

    def checked(self, opcode: int, data: int = 0, body: bytes = b"") -> None:
        """Sends a request that has no reply and waits until the server has carried it out. Raises XError."""
        if code := self.error_of(self.request(opcode, data, body)):
            raise XError(code)

    def sync(self) -> None:
        """Returns when the server has carried out every request so far."""
        self.reply(self.request(43))

    def next_event(self, timeout: float) -> bytes | None:
        if self.events:
            return self.events.pop(0)
        ready, _, _ = select.select([self.socket], [], [], timeout)
        return self.packet() if ready else None

    # Names.

    def atom(self, name: str) -> int:
        if name not in self._atoms:
            raw = name.encode()
            self._atoms[name] = struct.unpack_from(
                "<I", self.reply(self.request(16, 0, struct.pack("<HH", len(raw), 0) + raw)), 8
            )[0]
        return self._atoms[name]

    def extension(self, name: str) -> tuple[int, ...]:
        """(present, major opcode, first event, first error)"""
        if name not in self._extensions:
            raw = name.encode()
            packet = self.reply(self.request(98, 0, struct.pack("<HH", len(raw), 0) + raw))
            self._extensions[name] = tuple(packet[8:12])
        return self._extensions[name]

    # Querying windows.

    def children(self, window: int) -> list[int]:
        packet = self.reply(self.request(15, 0, struct.pack("<I", window)))
        count = struct.unpack_from("<H", packet, 16)[0]
        return list(struct.unpack_from(f"<{count}I", packet, 32))

    def parent(self, window: int) -> int:
        return struct.unpack_from("<I", self.reply(self.request(15, 0, struct.pack("<I", window))), 12)[0]

    def property(self, window: int, name: str, limit: int = 1 << 16) -> bytes | None:
        """The bytes of a property, or None where it is not set."""
        body = struct.pack("<IIIII", window, self.atom(name), 0, 0, limit // 4)
        packet = self.reply(self.request(20, 0, body))
        kind, _, items = struct.unpack_from("<III", packet, 8)
        return packet[32 : 32 + items * packet[1] // 8] if kind else None

    def windows_named(self, title: str) -> list[int]:
        """Every window with this title, mapped or not."""
        return self._windows(lambda name: name == title.encode())

    def windows_titled(self, beginning: str) -> list[int]:
        """Every window whose title begins so, mapped or not."""
        return self._windows(lambda name: name is not None and name.startswith(beginning.encode()))

    def _windows(self, has_display: Callable[[bytes | None], bool]) -> list[int]:
        found, waiting = [], [self.root]
        while waiting:
            window = waiting.pop()
            try:
                waiting += self.children(window)
                name = self.property(window, "_NET_WM_NAME")
            except XError:  # it was destroyed meanwhile
                continue
            if has_display(name) and self.property(window, "WM_PROTOCOLS") is not None:
                found.append(window)
        return found

    def find(self, title: str, timeout: float = 20.0) -> int:
        """The window with this title, once it is on the screen."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            for window in self.windows_named(title):
                if self.is_viewable(window):
                    return window
            select.select([], [], [], 0.005)
        raise TimeoutError(f"no window called {title!r} on the screen after {timeout} s")

    def is_viewable(self, window: int) -> bool:
        """Whether the window and all its ancestors are mapped."""
        try:
            return self.reply(self.request(3, 0, struct.pack("<I", window)))[26] == 2
        except XError:
            return False

    def has_focus(self, window: int) -> bool:
        """Whether key events go to the window."""
        return struct.unpack_from("<I", self.reply(self.request(43)), 8)[0] == window

    def exists(self, window: int) -> bool:
        try:
            self.geometry(window)
        except XError:
            return False
        return True

    def geometry(self, window: int) -> Geometry:
        packet = self.reply(self.request(14, 0, struct.pack("<I", window)))
        width, height = struct.unpack_from("<HH", packet, 16)
        place = self.reply(self.request(40, 0, struct.pack("<IIhh", window, self.root, 0, 0)))
        x, y = struct.unpack_from("<hh", place, 12)
        return Geometry(x, y, width, height)

    def screenshot(
        self, window: int, x: int = 0, y: int = 0, width: int | None = None, height: int | None = None
    ) -> Screenshot:
        """The current pixels of the window. Raises XError 8 (BadMatch) if a part of it is outside the screen."""
        if width is None or height is None:
            size = self.geometry(window)
            width, height = size.width, size.height
        body = struct.pack("<IhhHHI", window, x, y, width, height, 0xFFFFFFFF)
        packet = self.reply(self.request(73, 2, body))
        return Screenshot(width, height, packet[32 : 32 + 4 * width * height])

    def pixel(self, window: int, x: int, y: int) -> tuple[int, int, int] | None:
        """Red, green, blue; None where the window or the screen has no such pixel."""
        try:
            return self.screenshot(window, x, y, 1, 1).pixel(0, 0)
        except XError as error:
            if error.code != 8:  # BadMatch
                raise
            return None

    # Disturbing windows.

    def select(self, window: int, mask: int) -> None:
        """Asks for a window's events."""
        self.checked(2, 0, struct.pack("<III", window, 1 << 11, mask))

    def configure(self, window: int, **values: int) -> None:
        """ConfigureWindow: x, y, width, height, stack_mode."""
        bits = {"x": 1, "y": 2, "width": 4, "height": 8, "stack_mode": 64}
        mask = sum(bits[name] for name in values)
        data = b"".join(struct.pack("<I", values[name] & 0xFFFFFFFF) for name in bits if name in values)
        self.checked(12, 0, struct.pack("<IHH", window, mask, 0) + data)

    def plain_window(self, area: Geometry, color: int = 0xFFFFFF, unmanaged: bool = False) -> int:
        """Creates a window of one colour, not mapped yet; the window manager ignores an unmanaged one."""
        window = self.new_id()
        attributes = struct.pack("<II", color, unmanaged)  # background pixel, override redirect
        body = struct.pack("<IIhhHHHHII", window, self.root, area.x, area.y, area.width, area.height, 0, 1, 0, 2 | 512)
        self.checked(1, 0, body + attributes)
        return window

    def cover(self, area: Geometry, color: int = 0xFF00FF) -> int:
        """Maps a plain window over an area of the screen, above all others; `uncover` removes it."""
        window = self.plain_window(area, color, unmanaged=True)
        self.map(window)
        return window

    def uncover(self, window: int) -> None:
        self.checked(4, 0, struct.pack("<I", window))

    def map(self, window: int) -> None:
        self.checked(8, 0, struct.pack("<I", window))

    def unmap(self, window: int) -> None:
        self.checked(10, 0, struct.pack("<I", window))

    def destroy(self, window: int) -> None:
        self.checked(4, 0, struct.pack("<I", window))

    def kill_client(self, window: int) -> None:
        """Cuts the connection of the client that made the window."""
        self.checked(113, 0, struct.pack("<I", window))

    def send_event(self, destination: int, event: bytes, mask: int = 0) -> int | None:
        """SendEvent: `event` is 32 bytes; returns the error code or None. Receivers see it with the 0x80 bit set."""
        return self.error_of(self.request(25, 0, struct.pack("<II", destination, mask) + event))

    def client_message(
        self, window: int, kind: str, *data: int, about: int | None = None, form: int = 32, mask: int = 0
    ) -> None:
        """Sends a ClientMessage of five 32-bit values to a window."""
        values = (list(data) + [0] * 5)[:5]
        event = struct.pack("<BBHII5I", CLIENT_MESSAGE, form, 0, about or window, self.atom(kind), *values)
        self.send_event(window, event, mask)

    def press_close_button(self, window: int) -> None:
        """The message of a window manager when the user presses the close button."""
        self.client_message(window, "WM_PROTOCOLS", self.atom("WM_DELETE_WINDOW"))

    def ping(self, window: int, stamp: int, timeout: float = 30.0) -> None:
        """Sends _NET_WM_PING and returns when the client has answered."""
        self.select(self.root, SUBSTRUCTURE_NOTIFY)
        protocols, ping = self.atom("WM_PROTOCOLS"), self.atom("_NET_WM_PING")
        self.client_message(window, "WM_PROTOCOLS", ping, stamp, window)
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            event = self.next_event(left)
            if event and event[0] & 127 == CLIENT_MESSAGE:
                about, kind, first, second, third = struct.unpack_from("<IIIII", event, 4)
                if (about, kind, first, second, third) == (self.root, protocols, ping, stamp, window):
                    return
        raise TimeoutError(f"the ping was not answered within {timeout} s")

    # Selections, and the properties through which they go.

    def set_property(self, window: int, name: str, kind: str, data: bytes, form: int = 8, append: bool = False) -> None:
        items = len(data) * 8 // form
        body = struct.pack("<IIIBxxxI", window, self.atom(name), self.atom(kind), form, items)
        self.request(18, 2 if append else 0, body + data)

    def delete_property(self, window: int, name: str) -> None:
        self.request(19, 0, struct.pack("<II", window, self.atom(name)))

    def own(self, selection: str) -> int:
        """Makes a new window the owner of a selection."""
        window = self.plain_window(Geometry(0, 0, 1, 1), unmanaged=True)
        self.checked(22, 0, struct.pack("<III", window, self.atom(selection), 0))
        return window

    def convert(self, window: int, selection: str, target: str, name: str) -> None:
        """Asks the owner of a selection to put it into a property of a window."""
        atoms = [self.atom(text) for text in (selection, target, name)]
        self.checked(24, 0, struct.pack("<IIIII", window, *atoms, 0))

    def expect_event(
        self, kind: int, is_it: Callable[[bytes], bool] = lambda event: True, timeout: float = 20.0
    ) -> bytes:
        """The next event of a kind; earlier events are discarded."""
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            event = self.next_event(left)
            if event and event[0] & 127 == kind and is_it(event):
                return event
        raise TimeoutError(f"no event {kind} within {timeout} s")

    # User input (XTEST).

    def fake_input(self, kind: int, detail: int = 0, x: int = 0, y: int = 0) -> None:
        """Generates input: kind 2 and 3 key press and release, 4 and 5 button press and release, 6 motion to (x, y)."""
        present, opcode, _, _ = self.extension("XTEST")
        if not present:
            raise RuntimeError("the server has no XTEST")
        self.checked(opcode, 2, struct.pack("<BBHII8xhh8x", kind, detail, 0, 0, self.root, x, y))

    def move_pointer(self, x: int, y: int) -> None:
        self.fake_input(6, 0, x, y)

    def click(self, button: int = 1) -> None:
        self.fake_input(4, button)
        self.fake_input(5, button)

    def type_key(self, keycode: int) -> None:
        self.fake_input(2, keycode)
        self.fake_input(3, keycode)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
