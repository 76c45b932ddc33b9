"""Python is stuck in C for ten seconds, and the window still responds: cover it, move it, resize it, press its close
button.

Usage: stuck_python.py [SECONDS]
"""

import ctypes
import sys

import canvas

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 10


class Target(canvas.Canvas):
    def on_draw(self, painter):
        # Drawn well beyond the window, so that a larger window has content while Python is stuck.
        for ring in range(30, 0, -1):
            painter.fill_style = "#f4f1ea" if ring % 2 else "#d1495b"
            painter.fill_circle(200, 150, ring * 36)
        painter.fill_style = "#22223b"
        painter.font = "18px sans-serif"
        painter.fill_text(f"Python is stuck for {SECONDS} s", 96, 157)


window = Target("Python is stuck", size=(400, 300))
window.show()
window.snapshot()  # waits for the first frame

print(f"stuck for {SECONDS} seconds", flush=True)
ctypes.PyDLL(None).sleep(SECONDS)  # PyDLL keeps the GIL: not one Python thread runs until this returns

exposes, resizes = window.stats.exposes_without_python, window.stats.resizes_without_python
print(f"meanwhile answered without Python: {exposes} exposes, {resizes} resizes")
canvas.run()
