"""`python -m …` in a process of its own, forked from one that has already imported the application.

A test that wants a process wants one to kill, or whose streams it can read; that each reads a thousand files anew
would say nothing more. Tests about how a process starts, or ends at a signal, start a true one.
"""

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from multiprocessing import reduction
from types import TracebackType
from typing import Any, Self, TextIO

from tests.databases import ROOT

IN, OUT, ERR = 0, 1, 2
PIPE, DEVNULL = subprocess.PIPE, subprocess.DEVNULL
_forks: Any = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.preloaded"])


class _Handed:
    """An open file that goes with the call."""

    def __init__(self, file: int) -> None:
        self._file = file

    def __reduce__(self) -> tuple[Callable[[Any], int], tuple[Any]]:
        return _taken, (reduction.DupFd(self._file),)


def _taken(handed: Any) -> int:
    return int(handed.detach())


class Process:
    """What tests use of `subprocess.Popen`, for `python -m MODULE ARGUMENTS`."""

    def __init__(
        self,
        module: str,
        *arguments: str,
        env: Mapping[str, str],
        stdin: int = DEVNULL,
        stdout: int | None = None,
        stderr: int | None = None,
    ) -> None:
        ours: dict[int, TextIO] = {}
        theirs = list[int]()
        for number, wanted in ((IN, stdin), (OUT, stdout), (ERR, stderr)):
            theirs.append(_their_end(number, wanted, ours))
        self.stdin, self.stdout, self.stderr = (ours.get(number) for number in (IN, OUT, ERR))
        handed = [_Handed(file) for file in theirs]
        self._process = _forks.Process(
            target=_become, args=(module, arguments, {**os.environ, **env}, handed), daemon=True
        )
        self._process.start()
        for file in theirs:
            os.close(file)

    @property
    def pid(self) -> int:
        """Return its number."""
        return int(self._process.pid)

    @property
    def returncode(self) -> int | None:
        """Return its status once it has ended, negative if a signal ended it."""
        status: int | None = self._process.exitcode
        return status

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises `TimeoutError`."""
        self._process.join(timeout)
        if self.returncode is None:
            raise TimeoutError
        return self.returncode

    def kill(self) -> None:
        """Kill it, unless it is over."""
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it is over."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for stream in (self.stdin, self.stdout, self.stderr):
            if stream is not None:
                stream.close()
        self._process.join()


def run(
    module: str, *arguments: str, env: Mapping[str, str], said: str = "", check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run it to its end, `said` being its input. Raises `CalledProcessError` if it failed and that is checked."""
    heard: dict[str, str] = {}
    with Process(module, *arguments, env=env, stdin=PIPE, stdout=PIPE, stderr=PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        errors = threading.Thread(target=_hear, args=(process.stderr, heard))
        errors.start()
        try:
            process.stdin.write(said)
            process.stdin.close()
        except BrokenPipeError:  # it did not care to listen
            pass
        output = process.stdout.read()
        errors.join()
        status = process.wait()
    done = subprocess.CompletedProcess([module, *arguments], status, output, heard["stderr"])
    if check:
        done.check_returncode()
    return done


def _hear(stream: TextIO, heard: dict[str, str]) -> None:
    heard["stderr"] = stream.read()


def _their_end(number: int, wanted: int | None, ours: dict[int, TextIO]) -> int:
    """Return the end of a stream that the process gets; keep ours of a pipe."""
    if wanted is None:
        return os.dup(number)
    if wanted == DEVNULL:
        return os.open(os.devnull, os.O_RDWR)
    assert wanted == PIPE
    read, write = os.pipe()
    theirs, mine = (read, write) if number == IN else (write, read)
    ours[number] = os.fdopen(mine, "w" if number == IN else "r", encoding="utf-8")
    return theirs


def _become(module: str, arguments: tuple[str, ...], env: dict[str, str], handed: list[int]) -> None:
    """Be that process, from its streams to its name."""
    for number, file in enumerate(handed):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(ROOT)
    sys.stdin = os.fdopen(IN, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(OUT, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(ERR, "w", encoding="utf-8", closefd=False, buffering=1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
