"""Other clients of the X server that act on our windows: forged events are ignored, and windows survive whatever is
done to them."""

import struct

import pytest

import process_probe
from scripts import eventually
from wm_client import RED, closes, finish_after_a_loss, is_painted
from xclient import CLIENT_MESSAGE


def test_window_destroyed_by_another_client(wm_client):
    _, script, peer, window = wm_client()
    script.send("second = Window('second'); second.show(); second.snapshot(); print('two', flush=True)")
    script.expect("two")
    other = peer.find("second")
    peer.destroy(window)
    assert script.expect("closed") == "first destroyed"
    script.send(
        "print('state', window.wait(20), window.closed, window.close_reason, len(canvas.windows()), flush=True)"
    )
    assert script.expect("state") == "True True destroyed 1"
    script.send("second.color = 'red'; second.request_draw()")
    eventually(lambda: is_painted(peer, other, RED), "the other window still works")
    script.send("window.wait(); window.show(); window.snapshot(); print('again', flush=True)")
    script.expect("again")
    eventually(lambda: is_painted(peer, peer.find("first")), "the same object opens a new window")
    script.send("canvas.close_all()")
    script.process.stdin.close()
    closed = closes(script.finish().assert_clean())
    assert (closed[0], sorted(closed[1:])) == ("first destroyed", ["first program", "second program"])


def test_connection_cut_by_another_client(wm_client):
    _, script, peer, window = wm_client()
    peer.kill_client(window)
    assert script.expect("closed") == "first display_lost"
    script.send("window.wait(); window.show(); window.snapshot(); print('again', flush=True)")
    script.expect("again")
    eventually(lambda: is_painted(peer, peer.find("first")), "a new connection")
    script.send("window.close()")
    script.process.stdin.close()
    assert finish_after_a_loss(script) == ["first display_lost", "first program"]


def forgeries(peer, window):
    """Events that a server never sends in this form."""
    yield "DestroyNotify", struct.pack("<BxHII20x", 17, 0, window, window)
    yield "UnmapNotify", struct.pack("<BxHIIB19x", 18, 0, window, window, 0)
    yield (
        "ConfigureNotify of 65535 x 65535",
        struct.pack("<BxHIIIhhHHHBx4x", 22, 0, window, window, 0, 0, 0, 65535, 65535, 0, 0),
    )
    yield "ConfigureNotify of 0 x 0", struct.pack("<BxHIIIhhHHHBx4x", 22, 0, window, window, 0, 0, 0, 0, 0, 0, 0)
    yield "Expose", struct.pack("<BxHIHHHHH14x", 12, 0, window, 0, 0, 65535, 65535, 0)
    yield "ReparentNotify", struct.pack("<BxHIIIhhB11x", 21, 0, window, window, peer.root, 0, 0, 0)
    yield "MappingNotify", struct.pack("<BxHBBB25x", 34, 0, 0, 8, 255)
    yield "PropertyNotify", struct.pack("<BxHIIIB15x", 28, 0, window, 0xFFFFFFFF, 0, 0)
    yield "SelectionRequest", struct.pack("<BxHIIIIII4x", 30, 0, 0, window, 0xDEAD, 1, 31, 0)
    for kind in range(64, 128):  # events of extensions, whatever their meaning on this server
        yield f"event {kind}", struct.pack("<BBHII20x", kind, 1, 0, window, window)
    for form in (8, 16):
        protocols = peer.atom("WM_PROTOCOLS")
        yield (
            f"close request of format {form}",
            struct.pack("<BBHIII16x", CLIENT_MESSAGE, form, 0, window, protocols, peer.atom("WM_DELETE_WINDOW")),
        )
    yield (
        "close request of another window",
        struct.pack(
            "<BBHIII16x", CLIENT_MESSAGE, 32, 0, peer.root, peer.atom("WM_PROTOCOLS"), peer.atom("WM_DELETE_WINDOW")
        ),
    )
    yield (
        "close request of another type",
        struct.pack("<BBHIII16x", CLIENT_MESSAGE, 32, 0, window, peer.atom("STRING"), peer.atom("WM_DELETE_WINDOW")),
    )


def test_forged_events_are_ignored(wm_client):
    _, script, peer, window = wm_client()
    for _, event in forgeries(peer, window):
        peer.send_event(window, event)
    peer.ping(window, 5)
    script.send("print('state', window.closed, *map(int, window.window.size), len(canvas.windows()), flush=True)")
    assert script.expect("state") == "False 300 200 1"
    script.send("window.color = 'red'; window.request_draw()")
    eventually(lambda: is_painted(peer, window, RED))
    peer.press_close_button(window)
    script.expect("closed first")
    script.process.stdin.close()
    script.finish().assert_clean()


def test_forged_input_is_dropped_or_marked(wm_client):
    _, script, peer, window = wm_client()
    body = struct.pack("<IIIIhhhhHBx", 0, peer.root, window, 0, 5, 5, 5, 5, 0, 1)
    peer.send_event(window, struct.pack("<BBH", 2, 38, 0) + body)
    peer.send_event(window, struct.pack("<BBH", 4, 1, 0) + body)
    place = peer.geometry(window)
    peer.move_pointer(place.x + 20, place.y + 20)
    peer.click(3)
    while (line := script.line()) != "button 2 False":
        assert line in ("button 1 True", "key a True"), "a forged event is never taken for a real one"
    script.send("window.close()")
    script.process.stdin.close()
    script.finish().assert_clean()


def test_a_flood_of_messages(wm_client):
    _, script, peer, window = wm_client()
    before = process_probe.resident(script.pid)
    message = struct.pack("<BBHII20x", CLIENT_MESSAGE, 32, 0, window, peer.atom("STRING"))
    for _ in range(200_000):
        peer.request(25, 0, struct.pack("<II", window, 0) + message)
    peer.sync()
    peer.ping(window, 3, timeout=60)
    assert process_probe.resident(script.pid) - before < 20 << 20
    peer.press_close_button(window)
    script.expect("closed first")
    script.process.stdin.close()
    script.finish().assert_clean()


def test_thousands_of_resizes(wm_client):
    _, script, peer, window = wm_client(manager=False)

    def buffers():
        """The number of pixel buffers that the program has mapped, after enough frames to need all of them."""
        script.send("for _ in range(10): window.force_draw()")
        script.send("print('drawn', flush=True)")
        script.expect("drawn")
        return sum("canvas-frame" in line for line in process_probe.mappings(script.pid))

    before = buffers()
    for step in range(3000):
        width, height = 100 + step * 37 % 900, 120 + step * 53 % 700
        peer.request(12, 0, struct.pack("<IHHII", window, 4 | 8, 0, width, height))
    peer.sync()
    eventually(lambda: is_painted(peer, window), "painted after the resizes")
    peer.configure(window, width=300, height=200)
    eventually(lambda: is_painted(peer, window))

    def reports_the_size():
        script.send("window.call(lambda: None); print('size', *map(int, window.window.size), flush=True)")
        return script.expect("size") == "300 200"

    eventually(reports_the_size)
    eventually(lambda: buffers() == before, "the buffers are as many as before")
    peer.press_close_button(window)
    script.expect("closed first")
    script.process.stdin.close()
    script.finish().assert_clean()


@pytest.mark.parametrize("size", [(32767, 32767), (40000, 10), (65535, 65535), (1, 1)])
def test_extreme_sizes_that_another_client_sets(wm_client, size):
    _, script, peer, window = wm_client(manager=False)
    before = process_probe.resident(script.pid)
    peer.request(12, 0, struct.pack("<IHHII", window, 4 | 8, 0, *size))
    peer.sync()
    script.send("print('lives', window.call(lambda: 5), flush=True)")
    assert script.expect("lives") == "5"
    peer.ping(window, 1)
    peer.configure(window, width=300, height=200)
    eventually(lambda: is_painted(peer, window), "painted again at a usual size")
    assert process_probe.resident(script.pid) - before < 600 << 20
    script.send("window.close()")
    script.expect("closed first")
    script.process.stdin.close()
    script.finish().assert_clean()
