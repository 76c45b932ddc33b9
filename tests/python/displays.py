"""The displays that the tests can run on, by name: how each is started, the environment of programs on it, and a user
who sees its windows and acts on them from outside."""

import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping

from wlclient import VirtualPointer

from scripts import environment, eventually
from xclient import Geometry, RawXClient, Screenshot, XError
from xserver import XServer

NOBODY = 65534
SIZE = (1280, 1024)


class XUser:
    """Another client of an X server."""

    def __init__(self, client: RawXClient):
        self.client = client

    def screenshot(self, title: str) -> Screenshot | None:
        """The pixels of the window on the screen; None if it is not visible."""
        try:
            return self.client.screenshot(self.client.find(title))
        except XError:  # it was resized or closed between two requests
            return None

    def is_shown(self, title: str) -> bool:
        return any(self.client.is_viewable(window) for window in self.client.windows_named(title))

    def titles(self) -> list[str]:
        """The titles of all windows."""
        names = [self.client.property(window, "_NET_WM_NAME") for window in self.client.windows_titled("")]
        return [name.decode() for name in names if name]

    def resize(self, title: str, width: int, height: int) -> None:
        self.client.configure(self.client.find(title), width=width, height=height)

    def close(self, title: str) -> None:
        self.client.press_close_button(self.client.find(title))

    def click(self, title: str, x: int, y: int) -> None:
        place = self.client.geometry(self.client.find(title))
        self.client.move_pointer(place.x + x, place.y + y)
        self.client.click()

    def hide_and_show(self, title: str) -> None:
        """Covers the window and uncovers it."""
        self.client.uncover(self.client.cover(self.client.geometry(self.client.find(title))))

    def end(self) -> None:
        self.client.close()


class XDisplay(XServer):
    """An X server with a window manager; `backend` is the one that programs use."""

    def __init__(self, backend: str | None = None):
        self.backend = backend
        super().__init__()

    def environment(self) -> dict[str, str | None]:
        return {**super().environment(), "CANVAS_BACKEND": self.backend}

    def user(self) -> XUser:
        return XUser(self.client())


class Compositor:
    """A Wayland compositor that draws into memory, in a folder of its own."""

    def __init__(self, name: str, command: list[str], config: str, **variables: str):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="canvas-wayland-"))
        self.name = name
        (self.folder / "config").write_text(config)
        command = [part.format(config=self.folder / "config") for part in command]
        env = environment({**self.environment(), **variables, "WAYLAND_DISPLAY": None, "HOME": str(self.folder)})
        if os.getuid() == 0 and command[0] == "sway":  # it refuses to run as root
            os.chown(self.folder, NOBODY, NOBODY)
            command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen(command, env=env, cwd=self.folder, stdout=log, stderr=log)
        try:
            eventually(self._is_ready, f"{command[0]} is ready", timeout=30)
        except AssertionError:
            self.close()
            raise

    def _is_ready(self) -> bool:
        assert self.process.poll() is None, (self.folder / "log").read_text(errors="replace")
        return (self.folder / self.name).exists()

    def environment(self) -> dict[str, str | None]:
        return {
            "DISPLAY": None,
            "WAYLAND_DISPLAY": self.name,
            "XDG_RUNTIME_DIR": str(self.folder),
            "SWAYSOCK": str(self.folder / "ipc"),
        }

    def run(self, *command: str) -> bytes:
        """Runs a program on this display; returns its output."""
        env = environment(self.environment())
        return subprocess.run(command, env=env, cwd=self.folder, check=True, capture_output=True, timeout=60).stdout

    def pause(self) -> None:
        """Stops the process; `resume` continues it."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


WESTON = """
[core]
idle-time=0
[shell]
background-color=0xff204060
panel-position=none
locking=false
animation=none
startup-animation=none
close-animation=none
focus-animation=none
num-workspaces=2
"""


class HeadlessWeston(Compositor):
    """Draws into memory. Has no seat, so its windows get no input."""

    def __init__(self) -> None:
        width, height = SIZE
        command = ["weston", "--backend=headless-backend.so", "--use-pixman", "--socket=canvas-test"]
        size = [f"--width={width}", f"--height={height}"]
        super().__init__("canvas-test", [*command, *size, "--config={config}"], WESTON)


class WestonUser:
    """Acts through the X server that weston runs in; asks weston for the positions of windows."""

    SUPER, F1, F2 = 133, 67, 68  # keys of the X server
    EDGE, TITLE_BAR, CLOSE_BUTTON = 2, 17, 20  # in the frame that winit draws around a window

    def __init__(self, weston: "Weston"):
        self.weston = weston
        self.client = weston.server.client()
        self._go(0, 0)
        self._park()

    def _go(self, x: int, y: int) -> None:
        """weston receives relative motion, not positions: moving into a corner makes both agree."""
        self._park()
        self.client.move_pointer(0, 0)
        self.client.move_pointer(x, y)

    def _park(self) -> None:
        """Moves the pointer, which screenshots show, out of the way."""
        width, height = SIZE
        self.client.move_pointer(width - 1, height - 1)

    def _look(self, title: str) -> Geometry | None:
        scene = self.weston.run("weston-debug", "scene-graph").decode(errors="replace")
        number = r"(-?\d+)"
        corners = rf"\({number}, {number}\) -> \({number}, {number}\)"
        found = re.search(rf"top-level window '{re.escape(title)}' of .*\n\s*position: {corners}", scene)
        if found is None:
            return None
        left, top, right, bottom = map(int, found.groups())
        return Geometry(left, top, right - left, bottom - top)

    def _find(self, title: str) -> Geometry:
        return eventually(lambda: self._look(title), f"a window named {title}")

    def _drag(self, title: str, grip: Callable[[Geometry], tuple[int, int]], wanted: Geometry) -> None:
        """Drags a corner of a window's frame until the window has this place and size.

        The client asks weston for the drag some time after the press, and the window then follows the pointer from where it
        is at that moment. So the pointer moves to and fro until the window follows, and from there as far as is missing.
        """
        begin = self._find(title)
        if begin == wanted:
            return

        def distance(now: Geometry) -> tuple[int, int]:
            # One edge of each direction moves, the other stays where it is.
            right, bottom = wanted.x + wanted.width, wanted.y + wanted.height
            return wanted.x - now.x + right - now.x - now.width, wanted.y - now.y + bottom - now.y - now.height

        x, y = grip(begin)
        self._go(x, y)
        self.client.fake_input(4, 1)
        nudges = itertools.cycle([(x + 1, y + 1), (x, y)])

        def follows() -> bool:
            self.client.move_pointer(*next(nudges))
            return self._find(title) != begin

        eventually(follows, f"{title} follows the pointer")
        far_x, far_y = distance(begin)
        x, y = x + far_x, y + far_y
        self.client.move_pointer(x, y)

        def is_near() -> bool:
            return max(map(abs, distance(self._find(title)))) <= 1

        eventually(is_near, f"{title} is dragged")
        near_x, near_y = distance(self._find(title))
        self.client.move_pointer(x + near_x, y + near_y)
        eventually(lambda: self._find(title) == wanted, f"{title} is where it should be")
        self.client.fake_input(5, 1)
        self._park()

    def is_shown(self, title: str) -> bool:
        return self._look(title) is not None

    def titles(self) -> list[str]:
        scene = self.weston.run("weston-debug", "scene-graph").decode(errors="replace")
        return re.findall(r"top-level window '(.*)' of ", scene)

    def screenshot(self, title: str) -> Screenshot | None:
        place = self._look(title)
        try:
            return place and self.client.screenshot(self.client.root, place.x, place.y, place.width, place.height)
        except XError:  # a part of it is outside of the screen
            return None

    def resize(self, title: str, width: int, height: int) -> None:
        """Drags the corner that has the most room."""
        place = self._find(title)
        left, top = place.x + width > SIZE[0], place.y + height > SIZE[1]
        x = place.x + place.width - width if left else place.x
        y = place.y + place.height - height if top else place.y

        def corner(now: Geometry) -> tuple[int, int]:
            return (
                now.x - self.EDGE if left else now.x + now.width + self.EDGE,
                now.y - 2 * self.TITLE_BAR - self.EDGE if top else now.y + now.height + self.EDGE,
            )

        self._drag(title, corner, Geometry(x, y, width, height))

    def close(self, title: str) -> None:
        place = self._find(title)
        self._go(place.x + place.width - self.CLOSE_BUTTON, place.y - self.TITLE_BAR)
        self._look(title)
        self.client.click()
        self._park()

    def click(self, title: str, x: int, y: int) -> None:
        place = self._find(title)
        self._go(place.x + x, place.y + y)
        self._look(title)
        self.client.click()

    def hide_and_show(self, title: str) -> None:
        """Switches to another workspace and back."""
        self._find(title)
        self._press_super(self.F2)
        eventually(lambda: not self.is_shown(title), "the other workspace")
        self._press_super(self.F1)

    def _press_super(self, key: int) -> None:
        self.client.fake_input(2, self.SUPER)
        self.client.type_key(key)
        self.client.fake_input(3, self.SUPER)

    def end(self) -> None:
        self.client.close()


class Weston(Compositor):
    """Runs in a window of an X server, whose pointer and keyboard are its seat. winit draws the windows' frames; the
    pixman renderer of weston 10 crashes when these grow, so it draws with GL."""

    def __init__(self) -> None:
        self.server = XServer(manager=False)
        width, height = SIZE
        command = ["weston", "--backend=x11-backend.so", "--socket=canvas-test", "--debug"]
        size = [f"--width={width}", f"--height={height}"]
        try:
            super().__init__("canvas-test", [*command, *size, "--config={config}"], WESTON, **self.server.environment())
        except BaseException:
            self.server.close()
            raise

    def user(self) -> WestonUser:
        return WestonUser(self)

    def close(self) -> None:
        super().close()
        self.server.close()


class SwayUser:
    """Controls sway by its IPC, and moves its pointer."""

    def __init__(self, sway: "Sway"):
        self.sway = sway
        self.mouse = VirtualPointer(sway.folder / sway.name)
        width, height = SIZE
        self._tell(f"seat - cursor set {width - 1} {height - 1}")  # screenshots show it

    def _windows(self) -> dict[str, dict]:
        """By their titles."""
        rest = [json.loads(self.sway.run("swaymsg", "-r", "-t", "get_tree"))]
        found = {}
        while rest:
            node = rest.pop()
            if node.get("pid"):
                found[node["name"]] = node
            rest += node["nodes"] + node["floating_nodes"]
        return found

    def _look(self, title: str) -> dict | None:
        return self._windows().get(title)

    def titles(self) -> list[str]:
        return list(self._windows())

    def _find(self, title: str) -> dict:
        return eventually(lambda: self._look(title), f"a window named {title}")

    def is_shown(self, title: str) -> bool:
        return self._look(title) is not None

    def _tell(self, command: str) -> None:
        self.sway.run("swaymsg", "--", command)

    def screenshot(self, title: str) -> Screenshot | None:
        place = self._find(title)["rect"]
        area = f"{place['x']},{place['y']} {place['width']}x{place['height']}"
        data = self.sway.run("grim", "-t", "ppm", "-g", area, "-")
        kind, width, height, depth, pixels = data.split(maxsplit=4)
        assert (kind, depth) == (b"P6", b"255")
        # One white space ends the header; split() may have removed bytes of the pixels with it.
        pixels = data[-3 * int(width) * int(height) :]
        wanted = bytearray(4 * int(width) * int(height))
        wanted[0::4], wanted[1::4], wanted[2::4] = pixels[2::3], pixels[1::3], pixels[0::3]
        return Screenshot(int(width), int(height), bytes(wanted))

    def resize(self, title: str, width: int, height: int) -> None:
        self._tell(f"[con_id={self._find(title)['id']}] resize set {width} px {height} px")

    def close(self, title: str) -> None:
        self._tell(f"[con_id={self._find(title)['id']}] kill")

    def click(self, title: str, x: int, y: int) -> None:
        place = self._find(title)["rect"]
        self._tell(f"seat - cursor set {place['x'] + x} {place['y'] + y}")
        self._tell("seat - cursor press button1")
        self._tell("seat - cursor release button1")

    def hide_and_show(self, title: str) -> None:
        """Goes to another workspace and comes back."""
        self._find(title)
        self._tell("workspace elsewhere")
        self._tell("workspace 1")

    def end(self) -> None:
        self.mouse.close()


class Sway(Compositor):
    """Has a seat. Its windows float and have no frames. `scale` is physical pixels per logical one."""

    def __init__(self, scale: int = 1) -> None:
        width, height = SIZE
        config = "\n".join(
            [
                "xwayland disable",
                f"output * resolution {width * scale}x{height * scale} scale {scale}",
                "output * bg #204060 solid_color",
                "default_border none",
                "default_floating_border none",
                'for_window [app_id=".*"] floating enable',
                "focus_on_window_activation focus",
                "",
            ]
        )
        variables = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}
        super().__init__("wayland-1", ["sway", "--config={config}"], config, **variables)

    def _is_ready(self) -> bool:
        if not (super()._is_ready() and (self.folder / "ipc").exists()):
            return False
        try:
            outputs = json.loads(self.run("swaymsg", "-r", "-t", "get_outputs"))
        except subprocess.CalledProcessError:  # the socket does not accept connections yet
            return False
        return bool(outputs) and outputs[0]["rect"]["width"] == SIZE[0]

    def user(self) -> SwayUser:
        return SwayUser(self)


class Xwayland(XDisplay):
    """An X server that is a client of a Wayland compositor, with a window manager in it."""

    def __init__(self) -> None:
        self.compositor = HeadlessWeston()
        super().__init__()

    def command(self, size: str) -> list[str]:
        return ["Xwayland", "-shm", "-noreset", "-nolisten", "tcp"]  # as large as the compositor's output

    def server_environment(self) -> Mapping[str, str]:
        return environment(self.compositor.environment())

    def close(self) -> None:
        super().close()
        self.compositor.close()


class Nowhere:
    """No display: windows are kept in memory."""

    def environment(self) -> dict[str, str | None]:
        return {"DISPLAY": None, "CANVAS_BACKEND": "headless", "CANVAS_HEADLESS_SECONDS": "60"}

    def user(self) -> None:
        return None

    def close(self) -> None:
        pass


KINDS = {
    "headless": Nowhere,
    "x11-xvfb": XDisplay,
    "x11-xwayland": Xwayland,
    "winit-xvfb": lambda: XDisplay("winit"),
    "winit-weston": Weston,
    "winit-sway": Sway,
    "winit-sway-2": lambda: Sway(scale=2),
}

NOT_X = {"headless", "winit-weston", "winit-sway", "winit-sway-2"}
NO_USER = {"headless"}

# Tests that a display does not support, with the reason: the missing capability.
LACKING: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
LACKING["winit-weston"] = {
    "test_clipboard.py::test_a_program_pastes_what_it_has_copied": "weston gives a program the clipboard only after user input",
}
LACKING["winit-sway-2"] = {
    "test_video.py::test_the_last_frame_of_a_window_on_a_display_is_the_snapshot": "a recording keeps the size of its "
    "first frame, which is shown before the compositor reports the scale of 2",
    "test_same_bytes.py::test_examples_look_the_same_everywhere": "headless windows have a scale of 1",
    **dict.fromkeys(
        [
            "test_displays.py::test_a_resize_is_drawn_while_python_holds_the_gil",
            "test_displays.py::test_a_hidden_window_is_shown_again_while_python_holds_the_gil",
            "test_displays.py::test_the_close_button_hides_a_window_whose_python_is_stuck",
            "test_displays.py::test_a_window_names_its_backend_and_size",
        ],
        "these read single pixels at scale 1",
    ),
}
