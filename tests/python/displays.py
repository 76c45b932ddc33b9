"""The displays that the tests can run on, by name: how each is started, what a program needs to know of it, and a user who
looks at its windows and touches them from outside."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
from collections.abc import Mapping

from scripts import environment, eventually
from xclient import Picture, RawXClient, XError
from xserver import XServer

NOBODY = 65534
SIZE = (1280, 1024)


class XUser:
    """Another client of an X server."""

    def __init__(self, client: RawXClient):
        self.client = client

    def picture(self, title: str) -> Picture | None:
        """What the screen shows of the window now; None if it cannot be seen."""
        try:
            return self.client.picture(self.client.find(title))
        except XError:  # it was resized or closed between two questions
            return None

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
        """Runs a program of this display to its end; what it writes."""
        env = environment(self.environment())
        return subprocess.run(command, env=env, cwd=self.folder, check=True, capture_output=True, timeout=60).stdout

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Weston(Compositor):
    """Has no seat: nobody can touch its windows."""

    def __init__(self) -> None:
        width, height = SIZE
        config = "[core]\nidle-time=0\n[shell]\nbackground-color=0xff204060\npanel-position=none\nlocking=false\n"
        command = [
            "weston",
            "--backend=headless-backend.so",
            "--use-pixman",
            "--socket=canvas-test",
            "--config={config}",
        ]
        super().__init__("canvas-test", [*command, f"--width={width}", f"--height={height}"], config)

    def user(self) -> None:
        return None


class SwayUser:
    """Speaks to sway as its user's scripts do, and moves its pointer."""

    def __init__(self, sway: "Sway"):
        self.sway = sway

    def _find(self, title: str) -> dict:
        def look() -> dict | None:
            rest = [json.loads(self.sway.run("swaymsg", "-r", "-t", "get_tree"))]
            while rest:
                node = rest.pop()
                if node["name"] == title and node.get("pid"):
                    return node
                rest += node["nodes"] + node["floating_nodes"]
            return None

        return eventually(look, f"a window named {title}")

    def _tell(self, command: str) -> None:
        self.sway.run("swaymsg", "--", command)

    def picture(self, title: str) -> Picture | None:
        place = self._find(title)["rect"]
        area = f"{place['x']},{place['y']} {place['width']}x{place['height']}"
        data = self.sway.run("grim", "-t", "ppm", "-g", area, "-")
        kind, width, height, depth, pixels = data.split(maxsplit=4)
        assert (kind, depth) == (b"P6", b"255")
        # One white space ends the header; split() may have taken bytes of the pixels with it.
        pixels = data[-3 * int(width) * int(height) :]
        wanted = bytearray(4 * int(width) * int(height))
        wanted[0::4], wanted[1::4], wanted[2::4] = pixels[2::3], pixels[1::3], pixels[0::3]
        return Picture(int(width), int(height), bytes(wanted))

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
        pass


class Sway(Compositor):
    """Has a seat. Its windows float and have no frames."""

    def __init__(self) -> None:
        width, height = SIZE
        config = "\n".join(
            [
                "xwayland disable",
                f"output * resolution {width}x{height}",
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
        outputs = json.loads(self.run("swaymsg", "-r", "-t", "get_outputs"))
        return bool(outputs) and outputs[0]["current_mode"]["width"] == SIZE[0]

    def user(self) -> SwayUser:
        return SwayUser(self)


class Xwayland(XDisplay):
    """An X server that is a client of a Wayland compositor, with a window manager in it."""

    def __init__(self) -> None:
        self.compositor = Weston()
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
}

NOT_X = {"headless", "winit-weston", "winit-sway"}
NO_USER = {"headless", "winit-weston"}  # weston's headless backend has no seat, and headless windows have no user

# Tests that cannot hold on a display, and why. Whoever adds one here says what the display lacks.
LACKING: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
