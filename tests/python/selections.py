"""The peer of copying, pasting and dragging on X11 (ICCCM section 2, XDND), which follows the protocols or breaks
them."""

import struct
from dataclasses import dataclass

from xclient import (
    CLIENT_MESSAGE,
    DESTROY_NOTIFY,
    PROPERTY_CHANGE,
    PROPERTY_NOTIFY,
    SELECTION_NOTIFY,
    SELECTION_REQUEST,
    STRUCTURE_NOTIFY,
    RawXClient,
)

DELETED = 1
PART = 250_000  # the most that fits into one request


@dataclass(frozen=True)
class Request:
    """A SelectionRequest: a client asks for the selection that we own."""

    peer: RawXClient
    time: int
    requestor: int
    selection: int
    target: int
    property: int

    def is_for(self, target: str) -> bool:
        return self.target == self.peer.atom(target)

    def answer(self, given: bool = True) -> None:
        """Sends SelectionNotify: the data is in the property, or the target is refused."""
        fields = (self.time, self.requestor, self.selection, self.target, self.property if given else 0)
        self.peer.send_event(self.requestor, struct.pack("<BxHIIIII8x", SELECTION_NOTIFY, 0, *fields))

    def put(self, data: bytes, kind: str = "UTF8_STRING", form: int = 8) -> None:
        """Writes data into the property."""
        for at in range(0, max(1, len(data)), PART):
            part = data[at : at + PART]
            items = len(part) * 8 // form
            body = struct.pack("<IIIBxxxI", self.requestor, self.property, self.peer.atom(kind), form, items)
            self.peer.request(18, 2 if at else 0, body + part)

    def give(self, data: bytes, kind: str = "UTF8_STRING", form: int = 8) -> None:
        self.put(data, kind, form)
        self.answer()

    def begin_parts(self, least: int = 0) -> None:
        """Begins an incremental transfer (INCR), and waits until the requestor asks for the first part."""
        self.peer.select(self.requestor, PROPERTY_CHANGE | STRUCTURE_NOTIFY)
        self.give(struct.pack("<I", least), "INCR", 32)
        self.wait_until_taken()

    def is_taken(self) -> bool:
        """Waits until the requestor has read the property and deleted it; False if it has destroyed its window instead."""
        while event := self.peer.next_event(20):
            kind, (window, name) = event[0] & 127, struct.unpack_from("<II", event, 4)
            if kind == PROPERTY_NOTIFY and (window, name, event[16]) == (self.requestor, self.property, DELETED):
                return True
            if kind == DESTROY_NOTIFY and name == self.requestor:  # the window follows the one that reports the event
                return False
        raise TimeoutError("the requestor does not answer")

    def wait_until_taken(self) -> None:
        assert self.is_taken()

    def give_part(self, data: bytes, kind: str = "UTF8_STRING") -> None:
        self.put(data, kind)
        self.wait_until_taken()


class Owner:
    """Owns a selection; the test says how each request is served."""

    def __init__(self, peer: RawXClient, selection: str = "CLIPBOARD"):
        self.peer = peer
        self.window = peer.own(selection)

    def request(self) -> Request:
        """The next request."""
        event = self.peer.expect_event(SELECTION_REQUEST)
        time, _, requestor, selection, target, name = struct.unpack_from("<6I", event, 4)
        return Request(self.peer, time, requestor, selection, target, name)

    def request_for(self, target: str) -> Request:
        """The next request for this target; others are refused."""
        while not (request := self.request()).is_for(target):
            request.answer(given=False)
        return request


def copied(peer: RawXClient, target: str, selection: str = "CLIPBOARD") -> bytes | None:
    """Asks the owner of a selection for its data, in parts if it sends INCR; None if the target is refused."""
    window, name = peer.own("CANVAS_TEST"), "CANVAS_TEST_ANSWER"
    peer.select(window, PROPERTY_CHANGE)
    peer.convert(window, selection, target, name)

    def is_it(event: bytes) -> bool:
        return struct.unpack_from("<I", event, 8)[0] == window

    if struct.unpack_from("<I", peer.expect_event(SELECTION_NOTIFY, is_it), 20)[0] == 0:
        return None
    received = _take(peer, window, name)
    assert received is not None
    kind, data = received
    if kind == peer.atom("INCR"):
        assert len(data) == 4
        data = b""
        while (received := _take(peer, window, name)) is None or received[1]:
            if received is None:
                peer.expect_event(PROPERTY_NOTIFY)
            else:
                data += received[1]
    peer.destroy(window)
    return data


def _take(peer: RawXClient, window: int, name: str) -> tuple[int, bytes] | None:
    """The type and bytes of a property, which is deleted."""
    packet = peer.reply(peer.request(20, 1, struct.pack("<IIIII", window, peer.atom(name), 0, 0, 1 << 26)))
    kind, _, items = struct.unpack_from("<III", packet, 8)
    return (kind, packet[32 : 32 + items * packet[1] // 8]) if kind else None


class Source(Owner):
    """A drag source (XDND, version 5)."""

    def __init__(self, peer: RawXClient, target: int):
        super().__init__(peer, "XdndSelection")
        self.target = target

    def send(self, kind: str, *data: int, source: int | None = None) -> None:
        self.peer.client_message(self.target, f"Xdnd{kind}", self.window if source is None else source, *data)

    def enter(self, *types: str, version: int = 5, source: int | None = None) -> None:
        atoms = [self.peer.atom(name) for name in types]
        if len(atoms) > 3:
            self.peer.set_property(self.window, "XdndTypeList", "ATOM", struct.pack(f"<{len(atoms)}I", *atoms), 32)
        first = (atoms + [0] * 3)[:3]
        self.send("Enter", version << 24 | (len(atoms) > 3), *first, source=source)

    def move(self, x: int, y: int, source: int | None = None) -> None:
        """Moves the drag to this position in the window."""
        place = self.peer.geometry(self.target)
        root = (place.x + x & 0xFFFF) << 16 | (place.y + y & 0xFFFF)
        self.send("Position", 0, root, 0, self.peer.atom("XdndActionMove"), source=source)

    def leave(self) -> None:
        self.send("Leave")

    def drop(self, source: int | None = None) -> None:
        self.send("Drop", 0, 0, source=source)

    def _answer(self, kind: str) -> tuple[int, ...]:
        atom = self.peer.atom(kind)

        def is_it(event: bytes) -> bool:
            return struct.unpack_from("<II", event, 4) == (self.window, atom)

        window, *rest = struct.unpack_from("<5I", self.peer.expect_event(CLIENT_MESSAGE, is_it), 12)
        assert window == self.target
        return tuple(rest)

    def status(self) -> bool:
        """Whether the window accepts the drop; the answer must ask for every move."""
        flags, _, _, action = self._answer("XdndStatus")
        accepted = bool(flags & 1)
        assert (flags & 2, action) == (2, self.peer.atom("XdndActionCopy") if accepted else 0)
        return accepted

    def finished(self) -> bool:
        """Whether the drop was accepted."""
        accepted, action, _, _ = self._answer("XdndFinished")
        assert action == (self.peer.atom("XdndActionCopy") if accepted else 0)
        return bool(accepted)
