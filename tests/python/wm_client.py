"""A program with a window that executes the lines that it receives, for tests that disturb its window."""

GREEN, RED, WHITE = (0, 128, 0), (255, 0, 0), (255, 255, 255)


# Executes a line at a time, and prints when its window has closed and why.
CLIENT_PROGRAM = """
import sys, threading, time, canvas
def print(*words, flush=True):  # in one piece, whatever other threads say
    sys.stdout.write(" ".join(map(str, words)) + "\\n")
    sys.stdout.flush()
class Window(canvas.Canvas):
    color = "green"
    def on_draw(self, painter):
        painter.clear("white")
        painter.fill_style = self.color
        painter.fill_rect(0, 0, 2000, 100)
    def on_key_down(self, event):
        print("key", event.key, event.synthetic, flush=True)
    def on_pointer_down(self, event):
        print("button", event.button, event.synthetic, flush=True)
    def on_close(self, event):
        print("closed", self.title, event.reason, flush=True)
    def __init__(self, title, **options):
        super().__init__(title, size=(300, 200), **options)
        self.title = title
window = Window("first")
window.show()
window.snapshot()
print("open", flush=True)
for line in sys.stdin:
    exec(line)
"""


def is_painted(x, window, color=GREEN):
    return x.pixel(window, 5, 5) == color and x.pixel(window, 5, 150) == WHITE


def finish_after_a_loss(script):
    """The program ends with status 0. It may warn at exit that a display was lost, if `run()` did not raise that.
    Returns its closes."""
    ended = script.finish()
    assert ended.code == 0, ended
    assert ended.err.count("display is lost") <= 1 and "Traceback" not in ended.err, ended
    return closes(ended)


def closes(ended):
    """Which windows have closed and why, in order."""
    return [line.removeprefix("closed ") for line in ended.out.splitlines() if line.startswith("closed ")]
