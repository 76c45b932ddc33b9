"""Copying and pasting on X11, with programs that follow ICCCM and programs that do not."""

import struct
import subprocess
import zlib

import numpy
import pytest

import canvas

import process_probe
from scripts import Script, environment, eventually
from selections import PART, Owner, copied
from wm_client import CLIENT_PROGRAM, is_painted
from xclient import SELECTION_NOTIFY, Geometry

PASTE = """
import sys, threading, canvas
def say(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\\n")
    sys.stdout.flush()
def paste(kind, number=0):
    try:
        found = getattr(canvas.clipboard, kind)
    except Exception as error:
        say("pasted", number, type(error).__name__, error)
    else:
        size = getattr(found, "width", None)
        say("pasted", number, repr(found) if size is None else f"{found.width} x {found.height}")
def copy(kind, value):
    setattr(canvas.clipboard, kind, value)
    say("copied")
"""
# Pastes and copies on command, without a window.
PASTER = f"""{PASTE}
for line in sys.stdin:
    exec(line)
"""
PIXELS = numpy.arange(2 * 3 * 4, dtype=numpy.uint8).reshape(2, 3, 4) | 0x80


def end(script):
    script.process.stdin.close()
    script.finish().assert_clean()


@pytest.fixture
def paster(start):
    script = start(PASTER)
    yield script
    end(script)


def test_text_is_pasted_and_copied_without_a_window(paster, x):
    owner = Owner(x)
    paster.send("paste('text')")
    owner.request_for("UTF8_STRING").give("Grüße 👋".encode())
    assert paster.expect("pasted 0") == "'Grüße 👋'"
    paster.send("copy('text', 'zurück')")
    paster.expect("copied")
    assert copied(x, "UTF8_STRING") == "zurück".encode()
    assert copied(x, "image/png") is None
    targets = copied(x, "TARGETS")
    assert x.atom("UTF8_STRING") in struct.unpack(f"<{len(targets) // 4}I", targets)


def test_an_image_is_pasted_and_copied(paster, x):
    owner = Owner(x)
    paster.send("paste('image')")
    owner.request_for("image/png").give(canvas.Image(PIXELS).encode(), "image/png")
    assert paster.expect("pasted 0") == "3 x 2"
    paster.send("copy('image', canvas.render(lambda painter: painter.clear('red'), (5, 4)))")
    paster.expect("copied")
    assert memoryview(canvas.Image.decode(copied(x, "image/png")))[3, 4, 0] == 255
    assert copied(x, "UTF8_STRING") is None
    paster.send("paste('text')")
    assert paster.expect("pasted 0") == "None"


def test_other_programs_copy_and_paste(paster, shared_server):
    env = environment(shared_server.environment())
    xclip = ["xclip", "-selection", "clipboard"]
    subprocess.run([*xclip, "-in"], input="Grüße".encode(), env=env, check=True, timeout=60)
    paster.send("paste('text')")
    assert paster.expect("pasted 0") == "'Grüße'"
    paster.send("copy('text', 'zurück')")
    paster.expect("copied")
    assert subprocess.check_output([*xclip, "-out"], env=env, timeout=60) == "zurück".encode()


def test_a_program_pastes_what_it_has_copied(paster):
    paster.send("copy('text', 'own')")
    paster.expect("copied")
    paster.send("paste('text')")
    assert paster.expect("pasted 0") == "'own'"


# The tests from here on are for the x11 backend, on servers that they start themselves.


@pytest.fixture
def pastes(servers):
    """A server for this test, the program on it, and a peer."""
    started, peers = [], []

    def begin(*arguments, env=None, **options):
        server = servers(*arguments, manager=False, **options)
        started.append(Script(PASTER, env={**server.environment(), **(env or {})}))
        peers.append(server.client())
        return server, started[-1], peers[-1]

    yield begin
    for peer in peers:
        peer.close()
    for script in started:
        script.kill()
        script.finish(check=False)


@pytest.mark.parametrize("arguments", [[], ["-maxbigreqsize", "1"]], ids=["large requests", "small requests"])
def test_large_data_is_transferred_incrementally(pastes, arguments):
    _, script, peer = pastes(*arguments)
    owner = Owner(peer)
    script.send("paste('text')")
    request = owner.request()
    request.begin_parts()
    for part in (b"1" * 50_000, b"2" * 10_000, "ü".encode(), b""):
        request.give_part(part)
    assert script.expect("pasted 0") == repr("1" * 50_000 + "2" * 10_000 + "ü")
    script.send("copy('text', 'é' * 300_000)")
    script.expect("copied")
    assert copied(peer, "UTF8_STRING") == "é".encode() * 300_000
    assert copied(peer, "STRING") == b"\xe9" * 300_000
    script.send("paste('text')")
    assert script.expect("pasted 0") == repr("é" * 300_000), "incrementally to itself"
    end(script)


def test_old_programs_send_latin_1(pastes):
    _, script, peer = pastes()
    owner = Owner(peer)
    script.send("paste('text')")
    owner.request_for("STRING").give(b"Gr\xfc\xdfe", "STRING")
    assert script.expect("pasted 0") == "'Grüße'"
    end(script)


def test_the_clipboard_belongs_to_the_display_of_the_windows(pastes):
    """Whatever WAYLAND_DISPLAY says, and on a display that requires a cookie."""
    _, script, peer = pastes(cookie=True, env={"WAYLAND_DISPLAY": "wayland-elsewhere"})
    script.send("copy('text', 'here')")
    script.expect("copied")
    assert copied(peer, "UTF8_STRING") == b"here"
    end(script)


def bomb():
    """A PNG file of 60,000 by 60,000 pixels in a few bytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def endless(request):
    """Sends parts until the requestor aborts: beyond the limit of 64 MB, or after the 3 s of a transfer. Returns
    its error, by the bytes that it took."""
    request.begin_parts()
    sent = 0
    while True:
        request.put(b"x" * PART)
        if not request.is_taken():
            return "ResourceError" if sent >= (64 << 20) - PART else "TimeoutError"
        sent += PART


def twice_in_parts(request):
    request.begin_parts()
    request.put(struct.pack("<I", 5), "INCR", 32)


NONSENSE = {
    "no property": ("text", lambda request: request.answer(), "None"),
    "other units": ("text", lambda request: request.give(b"12345678", "UTF8_STRING", 32), "None"),
    "no UTF-8": ("text", lambda request: request.give(b"\xff\xfe"), "None"),
    "nothing": ("text", lambda request: request.give(b""), "''"),
    "parts in parts": ("text", twice_in_parts, "None"),
    "4 GB are announced": ("text", lambda request: request.give(b"\xff" * 4, "INCR", 32), "ResourceError"),
    "endless": ("text", endless, "as the bytes sent say"),
    "not an image": ("image", lambda request: request.give(b"\x89PNG\r\n\x1a\n nonsense", "image/png"), "None"),
    "a huge image": ("image", lambda request: request.give(bomb(), "image/png"), "ResourceError"),
}


def test_owners_that_send_invalid_data(pastes):
    _, script, peer = pastes()
    script.send("paste('text')")
    script.expect("pasted 0")
    before = process_probe.resident(script.pid)
    owner = Owner(peer)
    for name, (kind, serve, expected) in NONSENSE.items():
        script.send(f"paste({kind!r})")
        request = owner.request()
        expected = serve(request) or expected
        assert script.expect("pasted 0").partition(" ")[0] == expected, name
        eventually(lambda request=request: not peer.exists(request.requestor), "no window is left")
        assert process_probe.resident(script.pid) - before < 300 << 20, name
    end(script)


def test_owners_that_never_finish_time_out_and_block_nothing(wm_client):
    server, script, peer, window = wm_client(manager=False, code=PASTE + CLIENT_PROGRAM)
    script.send("threads = [threading.Thread(target=paste, args=('text', number)) for number in range(4)]")
    owner = Owner(peer)
    script.send("for thread in threads[:3]: thread.start()")
    requests = [owner.request() for _ in range(3)]
    requests[1].begin_parts()
    requests[2].begin_parts()
    requests[2].give_part(b"the first part")
    with server.client() as dying:
        dies = Owner(dying)
        script.send("threads[3].start()")
        requests.append(dies.request())
        requests[3].begin_parts()
    # The event loop keeps running.
    peer.ping(window, 1)
    peer.uncover(peer.cover(peer.geometry(window)))
    eventually(lambda: is_painted(peer, window), "painted again")
    answers = sorted(script.expect("pasted").split()[:2] for _ in requests)
    assert answers == [[str(number), "TimeoutError"] for number in range(4)]
    for request in requests:
        eventually(lambda request=request: not peer.exists(request.requestor), "no window is left")
    script.send("window.close()")
    script.expect("closed first")
    end(script)


def test_a_display_that_dies_during_a_paste(pastes, servers):
    server, script, peer = pastes()
    owner = Owner(peer)
    script.send("copying = threading.Thread(target=paste, args=('text', 7)); copying.start()")
    owner.request()
    server.kill()
    assert script.expect("pasted 7").startswith("DisplayLost")
    script.send("paste('text')")
    assert script.expect("pasted 0").startswith("DisplayError")
    again = servers(number=server.number, manager=False)
    script.send("copy('text', 'again')")
    script.expect("copied")
    with again.client() as client:
        assert copied(client, "UTF8_STRING") == b"again"
    end(script)


def test_invalid_requests_for_copied_data(wm_client):
    _, script, peer, window = wm_client(manager=False)
    script.send("canvas.clipboard.text = 'x' * 100_000; print('copied')")
    script.expect("copied")
    # As if from our own window, whose events would be lost.
    for target in ("TARGETS", "UTF8_STRING", "TIMESTAMP"):
        peer.convert(window, "CLIPBOARD", target, "WM_PROTOCOLS")
    # A requester that reads no part, one that disappears, and more requesters than are served.
    stubborn = [peer.own(f"CANVAS_TEST_{number}") for number in range(40)]
    for number, requestor in enumerate(stubborn):
        peer.convert(requestor, "CLIPBOARD", "UTF8_STRING", f"CANVAS_TEST_{number}")
    assert copied(peer, "UTF8_STRING") is None, "the limit of transfers is reached"
    assert copied(peer, "TIMESTAMP"), "small data is always sent"
    peer.convert(stubborn[0], "CLIPBOARD", "UTF8_STRING", "CANVAS_TEST_0")
    peer.expect_event(SELECTION_NOTIFY, lambda event: struct.unpack_from("<I", event, 8)[0] == stubborn[0])
    assert copied(peer, "UTF8_STRING") is None, "a repeated request is served once"
    for requestor in stubborn[:20]:
        peer.destroy(requestor)
    assert copied(peer, "UTF8_STRING") == b"x" * 100_000
    # The window receives its events, and its properties are unchanged.
    assert peer.property(window, "WM_PROTOCOLS")[:4] == struct.pack("<I", peer.atom("WM_DELETE_WINDOW"))
    peer.uncover(peer.cover(Geometry(0, 0, peer.width, peer.height)))
    eventually(lambda: is_painted(peer, window), "painted again")
    peer.press_close_button(window)
    script.expect("closed first")
    end(script)


def test_a_flood_of_requests(wm_client):
    _, script, peer, window = wm_client(manager=False)
    script.send("canvas.clipboard.text = 'x' * 60_000; print('copied')")
    script.expect("copied")
    before = process_probe.resident(script.pid)
    asker = peer.own("CANVAS_TEST")
    atoms = [peer.atom(name) for name in ("CLIPBOARD", "UTF8_STRING", "CANVAS_TEST")]
    for _ in range(20_000):
        peer.request(24, 0, struct.pack("<IIIII", asker, *atoms, 0))
    peer.sync()
    peer.ping(window, 3, timeout=60)
    assert process_probe.resident(script.pid) - before < 50 << 20
    peer.events.clear()
    assert copied(peer, "UTF8_STRING") == b"x" * 60_000
    peer.press_close_button(window)
    script.expect("closed first")
    end(script)
