"""Touch input on X11, from an emulated touch screen."""

import pytest

from scripts import Script, eventually
from touchscreen import TouchServer

TOUCHED = """
import sys, canvas
def say(event):
    if event.pointer_type == "touch" or event.type != "pointer_move":  # the X server moves the mouse along
        finger = fingers.setdefault(event.pointer_id, len(fingers))
        place = f"{event.x:.0f} {event.y:.0f} {event.button} {list(event.buttons)} {event.pressure:g} {event.synthetic}"
        sys.stdout.write(f"{event.pointer_type} {event.type.removeprefix('pointer_')} {finger} {place}\\n")
        sys.stdout.flush()
fingers = {}
class Window(canvas.Canvas):
    on_pointer_down = on_pointer_move = on_pointer_up = on_pointer_cancel = on_double_click = staticmethod(say)
window = Window("first", size=(300, 200), position=(100, 50))
window.show()
window.snapshot()
print("open", window.window.capabilities["touch"], flush=True)
for line in sys.stdin:
    exec(line)
"""


@pytest.fixture
def server(servers):  # x11's own
    server = TouchServer()
    yield server
    server.close()


@pytest.fixture
def touched(server):
    """The program, the emulated touch screen, and the position of the program's window."""
    with Script(TOUCHED, env=server.environment()) as script, server.client() as peer:
        assert script.expect("open") == "True"
        eventually(lambda: server.fingers.number("wl_touch"), "the server has opened the touch screen")
        yield script, server.fingers, peer.geometry(peer.find("first"))
        script.send("window.close()")
        script.process.stdin.close()
        assert "mouse" not in script.finish().assert_clean().out, "no touch is also reported as a mouse"


def test_each_touch_is_a_pointer(touched):
    script, fingers, window = touched
    fingers.down(0, window.x + 30, window.y + 40)
    assert script.expect("touch down") == "0 30 40 1 [1] 0.5 False"
    fingers.down(1, window.x + 100, window.y + 150)
    assert script.expect("touch down") == "1 100 150 1 [1] 0.5 False"
    fingers.move(0, window.x - 20, window.y + 41)
    assert script.expect("touch move") == "0 -20 41 0 [1] 0.5 False", "it stays with the window where it began"
    fingers.up(1)
    assert script.expect("touch up") == "1 100 150 1 [] 0 False"
    fingers.up(0)
    assert script.expect("touch up") == "0 -20 41 1 [] 0 False"
    fingers.down(0, window.x + 1, window.y + 2)
    assert script.expect("touch down") == "2 1 2 1 [1] 0.5 False", "another touch has another id"
    fingers.up(0)
    assert script.expect("touch up").startswith("2 ")


def test_hiding_a_window_cancels_its_touches(touched):
    script, fingers, window = touched
    fingers.down(0, window.x + 30, window.y + 40)
    assert script.expect("touch down") == "0 30 40 1 [1] 0.5 False"
    script.send("window.hide()")
    assert script.expect("touch cancel") == "0 30 40 0 [] 0 False"
    fingers.up(0)
    fingers.down(0, 1, 1)  # on the screen behind
    script.send("window.show(); window.snapshot(); sys.stdout.write('again\\n'); sys.stdout.flush()")
    while (line := script.line()) != "again":
        assert not line.startswith("touch"), "the cancel is reported once"
