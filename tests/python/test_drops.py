"""Files that other programs drag over windows and drop on them on X11 (XDND), by sources that follow the protocol and
sources that do not."""

import socket
import struct

import pytest

import process_probe
from scripts import eventually
from selections import PART, Source
from wm_client import is_painted

LIST = "text/uri-list"
FILES = b"file:///tmp/a%20b\r\nfile://localhost/c\r\n"

# Prints the drags over its window and the drops on it.
DROP_TARGET = """
import os, sys, canvas
def say(event):
    paths = [os.fsencode(path) for path in event.paths]
    sys.stdout.write(f"{event.type} {paths} {list(event.data)} {event.x:g} {event.y:g} {event.synthetic}\\n")
    sys.stdout.flush()
class Window(canvas.Canvas):
    def on_draw(self, painter):
        painter.clear("white")
        painter.fill_style = "green"
        painter.fill_rect(0, 0, 2000, 100 / painter.ratio)
    on_drop = on_drag_over = staticmethod(say)
    def on_close(self, event):
        print("closed first", event.reason, flush=True)
window = Window("first", size=(300, 200))
window.show()
window.snapshot()
print("open", flush=True)
for line in sys.stdin:
    exec(line)
"""
PATHS = [b"/tmp/a b", b"/c"]


def test_files_are_dropped(start, x, tmp_path):
    files = [tmp_path / "a b", tmp_path / "ü"]
    for file in files:
        file.touch()
    listed = "".join(f"{file.as_uri()}\r\n" for file in files).encode()
    paths = str([bytes(file) for file in files])
    script = start(DROP_TARGET)
    script.expect("open")
    source = Source(x, x.find("first"))
    source.enter(LIST)
    source.move(30, 40)
    source.request_for(LIST).give(listed, LIST)
    assert script.expect("drag_over").startswith(paths)
    source.drop()
    assert script.expect("drop").startswith(f"{paths} []")
    x.press_close_button(source.target)
    script.process.stdin.close()
    script.finish().assert_clean()


@pytest.fixture
def drop_target(wm_client):
    """The program, a peer that drags, and the program's window. At the end the program must still answer, and is
    closed."""
    begun = []

    def begin(env=None):
        _, script, peer, window = wm_client(manager=False, code=DROP_TARGET, env=env)
        begun.append((script, peer, window))
        return script, Source(peer, window)

    yield begin
    for script, peer, window in begun:
        peer.ping(window, 1)
        peer.press_close_button(window)
        script.expect("closed first")
        script.process.stdin.close()
        script.finish().assert_clean()


def drags_and_drops(script, source, data=FILES, expected=f"{PATHS} [] 30 40 False"):
    """A whole drag that succeeds."""
    source.enter(LIST)
    source.move(30, 40)
    assert source.status()
    source.request().give(data, LIST)
    source.drop()
    assert source.finished()
    assert script.expect("drop ") == expected


def test_a_drag_is_reported_as_it_moves(drop_target):
    script, source = drop_target()
    assert source.peer.property(source.target, "XdndAware") == struct.pack("<I", 5)
    source.enter("image/png", "text/html", "text/plain", LIST)
    source.move(30, 40)
    assert source.status()
    request = source.request()
    assert request.is_for(LIST)
    request.give(FILES, LIST)
    assert script.line() == f"drag_over {PATHS} [] 30 40 False"
    source.move(-1, 199)
    assert source.status()
    assert script.line() == f"drag_over {PATHS} [] -1 199 False"
    source.leave()
    assert script.line() == "drag_over [] [] -1 199 False", "the drag has left the window"
    source.enter(LIST)
    source.move(5, 6)
    source.request().give(FILES, LIST)
    assert script.line() == f"drag_over {PATHS} [] 5 6 False"
    source.drop()
    assert source.finished()
    assert script.line() == f"drop {PATHS} [] 5 6 False"
    source.leave()  # the drag ends
    drags_and_drops(script, source)


def test_places_are_logical_pixels(drop_target):
    script, source = drop_target(env={"CANVAS_SCALE": "2"})
    drags_and_drops(script, source, expected=f"{PATHS} [] 15 20 False")


def test_links_and_text_are_data(drop_target):
    script, source = drop_target()
    host = socket.gethostname()
    mixed = f"#comment\r\nhttps://example.org/a\r\nfile://{host}/here\r\nfile://elsewhere/x".encode()
    others = b"https://example.org/a\r\nfile://elsewhere/x\r\n"
    drags_and_drops(script, source, mixed, f"{[b'/here']} {[(LIST, others)]} 30 40 False")
    source.enter("UTF8_STRING", "text/html")
    source.move(1, 2)
    assert source.status()
    source.request().give("Grüße".encode())
    source.drop()
    assert source.finished()
    assert script.expect("drop ") == f"[] {[('text/plain', 'Grüße'.encode())]} 1 2 False"


def test_file_names_are_any_bytes(drop_target):
    script, source = drop_target()
    listed = b"file:///a%0D%0Afile:///b\r\nfile:///%FF\r\nfile:///%00\r\nfile:///%2\r\nfile:relative\r\n/no/uri"
    names = [b"/a\r\nfile:///b", bytes([0x2F, 0xFF])]
    drags_and_drops(script, source, listed, f"{names} [] 30 40 False")


def test_incremental_data(drop_target):
    script, source = drop_target()
    source.enter(LIST)
    source.move(30, 40)
    request = source.request()
    request.begin_parts()
    for part in (FILES[:9], FILES[9:], b""):
        request.give_part(part, LIST)
    source.drop()
    assert source.finished()
    assert script.expect("drop ") == f"{PATHS} [] 30 40 False"


def refused(request):
    request.answer(given=False)


def too_large(request):
    request.give(FILES + b"#" * (2 << 20), LIST)


def too_large_in_parts(request):
    request.begin_parts()
    for _ in range(4):
        request.give_part(b"#" * PART, LIST)
    request.put(b"#" * PART, LIST)


def nonsense(request):
    request.give(b"12345678", LIST, 32)


@pytest.mark.parametrize("serve", [refused, too_large, too_large_in_parts, nonsense])
def test_data_that_was_not_sent_is_requested_again_at_the_drop(drop_target, serve):
    script, source = drop_target()
    source.enter(LIST)
    source.move(30, 40)
    serve(source.request())
    source.drop()
    serve(source.request())
    assert not source.finished()
    source.enter(LIST)
    source.move(30, 40)
    serve(source.request())
    source.drop()
    source.request().give(FILES, LIST)
    assert source.finished()
    assert script.line() == f"drop {PATHS} [] 30 40 False", "nothing else was reported"


def test_types_that_are_not_accepted_are_refused(drop_target):
    script, source = drop_target()
    source.enter("application/x-secret", "image/png")
    source.move(1, 1)
    assert not source.status()
    source.drop()
    assert not source.finished()
    # A list of a million types that has ours beyond the limit, and one that is not a list of atoms.
    atom = struct.pack("<I", source.peer.atom("image/png"))
    listed = struct.pack("<I", source.peer.atom(LIST))
    for kind, data in (("ATOM", atom * 60_000), ("STRING", listed)):
        source.peer.set_property(source.window, "XdndTypeList", kind, data, 32)
        for _ in range(16 if kind == "ATOM" else 0):
            source.peer.set_property(source.window, "XdndTypeList", kind, data, 32, append=True)
        source.send("Enter", 5 << 24 | 1, 0, 0, 0)
        source.move(1, 1)
        assert not source.status()
        source.drop()
        assert not source.finished()
    drags_and_drops(script, source)


def test_a_source_that_never_answers(drop_target):
    script, source = drop_target()
    source.enter(LIST)
    source.move(30, 40)
    request = source.request()
    source.drop()
    assert not source.finished()
    eventually(lambda: not source.peer.exists(request.requestor), "no window is left")
    drags_and_drops(script, source)


def test_a_source_that_disappears(drop_target):
    script, source = drop_target()
    for moment in ("held", "asked", "dropped"):
        dying = Source(source.peer, source.target)
        dying.enter(LIST)
        dying.move(30, 40)
        request = dying.request()
        if moment == "held":
            request.give(FILES, LIST)
            assert script.line() == f"drag_over {PATHS} [] 30 40 False"
        if moment == "dropped":
            dying.drop()
        dying.peer.destroy(dying.window)
        if moment == "held":
            assert script.line() == "drag_over [] [] 30 40 False"
        source.peer.ping(source.target, 2)
        assert not source.peer.exists(request.requestor), "no window is left"
    drags_and_drops(script, Source(source.peer, source.target))


def test_messages_of_other_clients_are_ignored(drop_target):
    script, source = drop_target()
    peer = source.peer
    source.move(1, 1)
    source.drop()  # no drag has entered
    stranger = peer.own("CANVAS_TEST")
    for version in (0, 2, 6, 255):
        source.enter(LIST, version=version)
        source.move(1, 1)
        source.drop()
    for invalid in (0, 1, source.target, peer.root, 0x7FFF_FFFF):
        source.enter(LIST, source=invalid)
        source.drop(source=invalid)
    for form in (8, 16):
        peer.client_message(source.target, "XdndEnter", source.window, 5 << 24, peer.atom(LIST), form=form)
    source.enter(LIST)
    source.move(30, 40)
    source.move(1, 1, source=stranger)
    source.send("Leave", source=stranger)
    source.drop(source=stranger)
    assert source.status()
    source.request().give(FILES, LIST)
    source.drop()
    assert source.finished()
    assert script.expect("drop ") == f"{PATHS} [] 30 40 False"
    # The window has lost no event.
    peer.uncover(peer.cover(peer.geometry(source.target)))
    eventually(lambda: is_painted(peer, source.target), "painted again")


def test_a_drag_that_another_one_replaces(drop_target):
    script, source = drop_target()
    first = Source(source.peer, source.target)
    first.enter(LIST)
    first.move(1, 1)
    first.request()
    first.drop()
    second = Source(source.peer, source.target)
    second.enter(LIST)
    assert not first.finished(), "the first source is notified that its drop has failed"
    drags_and_drops(script, second)


def test_a_flood_of_drags(drop_target):
    script, source = drop_target()
    peer = source.peer
    before = process_probe.resident(script.pid)
    enter, position = peer.atom("XdndEnter"), peer.atom("XdndPosition")
    for number in range(5_000):
        for kind, data in ((enter, (5 << 24, peer.atom(LIST), 0, 0)), (position, (0, number, 0, 0))):
            event = struct.pack("<BBHII5I", 33, 32, 0, source.target, kind, source.window, *data)
            peer.request(25, 0, struct.pack("<II", source.target, 0) + event)
    peer.sync()
    peer.ping(source.target, 2, timeout=60)
    source.leave()
    peer.sync()
    peer.ping(source.target, 3, timeout=60)
    assert script.is_silent(), "nothing is reported of a drag whose data never came"
    assert process_probe.resident(script.pid) - before < 20 << 20
    peer.events.clear()
    drags_and_drops(script, source)
