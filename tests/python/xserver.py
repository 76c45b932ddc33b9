"""X servers for tests: started on a free display number, stopped, continued and killed by process id."""

import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping

from xclient import Geometry, RawXClient


class XServer:
    """An Xvfb, with openbox if `manager` is true. `arguments` go to Xvfb; `cookie` makes it require one; `number` is
    the display number, by default a free one."""

    def __init__(
        self,
        *arguments: str,
        size: str = "1280x1024x24",
        manager: bool = True,
        cookie: bool = False,
        number: int | None = None,
    ):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="canvas-x-"))
        self.authority = self.folder / "authority"
        self.authority.touch()
        self._manager: subprocess.Popen[bytes] | None = None
        command = [*self.command(size), *([] if number is None else [f":{number}"]), *arguments]
        if cookie:
            self.cookie = os.urandom(16)
            self._write_cookie(self.authority, self.cookie, "")
            command += ["-auth", str(self.authority)]
        reader, writer = os.pipe()
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen(
                [*command, "-displayfd", str(writer)],
                env=self.server_environment(),
                pass_fds=[writer],
                stdout=log,
                stderr=log,
            )
        os.close(writer)
        try:
            self.number = self._read_number(reader)
            if cookie:
                self._write_cookie(self.authority, self.cookie, self.display)
            if manager:
                self._start_manager()
        except BaseException:
            self.close()
            raise
        finally:
            os.close(reader)

    def command(self, size: str) -> list[str]:
        """The command that starts the server."""
        return ["Xvfb", "-screen", "0", size, "-nolisten", "tcp", "-noreset"]

    def server_environment(self) -> Mapping[str, str]:
        """The environment of the server process."""
        return os.environ

    def _read_number(self, reader: int) -> int:
        text = b""
        while not text.endswith(b"\n"):
            ready, _, _ = select.select([reader], [], [], 30)
            chunk = os.read(reader, 16) if ready else b""
            if not chunk:
                raise RuntimeError("the X server did not start: " + (self.folder / "log").read_text(errors="replace"))
            text += chunk
        return int(text)

    def _start_manager(self) -> None:
        with open(self.folder / "manager-log", "wb") as log:
            self._manager = subprocess.Popen(
                ["openbox", "--sm-disable"], env=self._own_environment(), stdout=log, stderr=log
            )
        with self.client() as client:
            deadline = time.monotonic() + 30
            while not self._is_managed(client):
                if time.monotonic() > deadline or self._manager.poll() is not None:
                    raise RuntimeError("openbox did not start")

    @staticmethod
    def _is_managed(client: RawXClient) -> bool:
        """Whether a window that is mapped now gets a frame. (openbox may miss windows that are mapped while it
        starts.)"""
        window = client.plain_window(Geometry(0, 0, 10, 10))
        client.map(window)
        for _ in range(5):
            select.select([], [], [], 0.02)
            if client.parent(window) != client.root:
                client.destroy(window)
                return True
        client.destroy(window)
        return False

    def _write_cookie(self, file: pathlib.Path, cookie: bytes, display: str) -> None:
        """Writes an entry for one display, or for any display while the number is unknown."""
        number = display.removeprefix(":").encode()
        parts = [b"", number, b"MIT-MAGIC-COOKIE-1", cookie]
        family = (0xFFFF).to_bytes(2, "big")  # FamilyWild: any host
        file.write_bytes(family + b"".join(len(part).to_bytes(2, "big") + part for part in parts))

    @property
    def display(self) -> str:
        return f":{self.number}"

    @property
    def path(self) -> str:
        """The path of the server's socket."""
        return f"/tmp/.X11-unix/X{self.number}"

    def environment(self) -> dict[str, str]:
        return {"DISPLAY": self.display, "XAUTHORITY": str(self.authority)}

    def _own_environment(self) -> dict[str, str]:
        """The environment of helper programs on this server."""
        return {**os.environ, "DISPLAY": self.display, "XAUTHORITY": str(self.authority)}

    def client(self) -> RawXClient:
        auth = (b"MIT-MAGIC-COOKIE-1", self.cookie) if hasattr(self, "cookie") else (b"", b"")
        return RawXClient(self.path, auth)

    def untrusted_authority(self) -> pathlib.Path:
        """An authority file with an untrusted cookie: the server offers its clients only harmless extensions."""
        file = self.folder / "untrusted"
        file.touch()
        subprocess.run(
            ["xauth", "-f", str(file), "generate", self.display, ".", "untrusted", "timeout", "3600"],
            env=self._own_environment(),
            check=True,
            capture_output=True,
        )
        return file

    def pause(self) -> None:
        """Stops the server process; `resume` continues it."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        for process in (self._manager, self.process):
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
