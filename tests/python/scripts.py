"""Running programs as a user would, in a process of their own, with a deadline that only catches hangs."""

import contextlib
import os
import pathlib
import queue
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HERE = pathlib.Path(__file__).parent
TIMEOUT = 60.0


@dataclass(frozen=True)
class Ended:
    """How a program ended. `code` is negative if a signal ended it, as in `subprocess`."""

    code: int
    out: str
    err: str
    seconds: float

    def assert_clean(self) -> "Ended":
        """It ended with status 0 and printed nothing to stderr."""
        assert (self.code, self.err) == (0, ""), self
        return self


class Script:
    """A program that runs beside the test. Its output is read as it arrives; the test sends it lines and signals."""

    def __init__(
        self,
        code: str,
        *arguments: str,
        env: Mapping[str, str | None] | None = None,
        python: str | Sequence[str] = sys.executable,
        timeout: float = TIMEOUT,
    ):
        watchdog = f"import faulthandler; faulthandler.dump_traceback_later({timeout - 5}, exit=True)\n"
        program = watchdog + textwrap.dedent(code)
        interpreter = [python] if isinstance(python, str) else list(python)
        self._start([*interpreter, "-c", program, *arguments], env, timeout)

    @classmethod
    def file(
        cls,
        path: pathlib.Path | str,
        *arguments: str,
        env: Mapping[str, str | None] | None = None,
        cwd: pathlib.Path | None = None,
        timeout: float = TIMEOUT,
    ) -> "Script":
        """Runs the file of a script."""
        script = cls.__new__(cls)
        script._start([sys.executable, str(path), *arguments], env, timeout, cwd)
        return script

    @classmethod
    def program(cls, *command: str, env: Mapping[str, str | None] | None = None, timeout: float = TIMEOUT) -> "Script":
        """Runs a program that is not a Python script."""
        script = cls.__new__(cls)
        script._start(command, env, timeout)
        return script

    def _start(
        self,
        command: Sequence[str],
        env: Mapping[str, str | None] | None,
        timeout: float,
        cwd: pathlib.Path | None = None,
    ) -> None:
        self.started = time.monotonic()
        self.deadline = self.started + timeout
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # so that its children can be ended with it
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._out: list[str] = []
        self._err: list[str] = []
        self._readers = [
            threading.Thread(target=self._read_out, daemon=True),
            threading.Thread(target=self._read_err, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def _read_out(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._out.append(line)
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def _read_err(self) -> None:
        assert self.process.stderr
        self._err.extend(self.process.stderr)

    @property
    def pid(self) -> int:
        return self.process.pid

    def line(self) -> str:
        """The next line that it prints."""
        try:
            line = self._lines.get(timeout=max(0.0, self.deadline - time.monotonic()))
        except queue.Empty:
            line = None
        if line is None:
            self.kill()
            raise AssertionError(f"the program printed nothing more: {self.finish(check=False)}")
        return line

    def expect(self, text: str) -> str:
        """Reads lines up to the one that begins with `text`, and returns what follows it."""
        while not (line := self.line()).startswith(text):
            pass
        return line.removeprefix(text).strip()

    def is_silent(self) -> bool:
        """Whether all its output has been read."""
        return self._lines.empty()

    def send(self, line: str = "") -> None:
        """Writes a line to its standard input."""
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def is_running(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """Ends it and its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def finish(self, check: bool = True) -> Ended:
        """Waits for its end. With `check`, a program that had to be killed at its deadline fails the test."""
        late = False
        try:
            code = self.process.wait(timeout=max(0.0, self.deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.kill()
            code = self.process.wait()
            late = True
        self.kill()  # children that are left over would keep the streams open
        for reader in self._readers:
            reader.join()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream
            try:
                stream.close()
            except BrokenPipeError:
                pass
        ended = Ended(code, "".join(self._out), "".join(self._err), time.monotonic() - self.started)
        assert not (check and late), f"no end within its deadline: {ended}"
        return ended

    def __enter__(self) -> "Script":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.finish(check=False)


def environment(changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """The environment of a program: ours without the variables that select backends and displays, and with `changes`
    (None removes a variable)."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("CANVAS_")}
    for name in ("WAYLAND_DISPLAY", "PYTHONHOME"):
        env.pop(name, None)
    env["PYTHONPATH"] = str(HERE)  # for `import process_probe`
    for name, value in (changes or {}).items():
        if value is None:
            env.pop(name, None)
        else:
            env[name] = value
    return env


def run_script(code: str, *arguments: str, **options: Any) -> Ended:
    """Runs a program to its end."""
    return Script(code, *arguments, **options).finish()


def eventually(check: Callable[[], Any], what: str = "", timeout: float = 20.0) -> Any:
    """Calls `check` until it returns a true value, and returns that. The timeout only catches hangs."""
    deadline = time.monotonic() + timeout
    pause = threading.Event()
    while not (answer := check()):
        assert time.monotonic() < deadline, f"not within {timeout} s: {what or check}"
        pause.wait(0.005)
    return answer


def in_threads(count: int, work: Callable[[int], object]) -> list[Exception]:
    """Runs `work(number)` in threads that begin at the same moment; returns what they raised."""
    raised: list[Exception] = []
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait()
        try:
            work(number)
        except Exception as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "a call did not return"
    return raised
