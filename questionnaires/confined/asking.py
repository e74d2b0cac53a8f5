"""Ask a process of its own about a file, from any thread of any kind of server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import questionnaires

_START = (
    "import sys, importlib; sys.path += sys.argv[2:]; "
    "importlib.import_module(sys.argv[1]).main()"
)
_KEPT = ("LD_LIBRARY_PATH",)  # no secret goes along
_OUT_OF_TIME = (-signal.SIGPROF, -signal.SIGXCPU, -signal.SIGKILL)


class NoAnswer(Exception):
    """The process ended without one; the text is what it said last, for the log."""


class OutOfTime(NoAnswer):
    """The process was ended because it took too long."""


def ask(
    module: str, content: bytes, *, seconds: float, libraries: Sequence[str] = ()
) -> bytes:
    """What ``main`` of a module says to a file on its standard input.

    The process knows the standard library and this package alone, unless ``libraries`` are
    named, and has ``seconds`` by the clock; what else it may use it limits itself. Raises
    NoAnswer.
    """
    root = str(Path(questionnaires.__file__).resolve().parent.parent)
    command = [_python(), "-I", "-S", "-B", *_compiled(), "-c", _START, module]
    try:
        done = subprocess.run(  # noqa: S603  # our own code, nothing of the file in it
            [*command, root, *libraries],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
        )
    except subprocess.TimeoutExpired as error:
        raise OutOfTime from error
    if done.returncode in _OUT_OF_TIME:
        raise OutOfTime
    if done.returncode:
        raise NoAnswer(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def _compiled() -> list[str]:
    """Where compiled modules are kept, if not beside them: the process reads no environment."""
    return ["-X", f"pycache_prefix={sys.pycache_prefix}"] if sys.pycache_prefix else []


def _python() -> str:
    """The interpreter; a server that embeds Python names itself in ``sys.executable``."""
    if Path(sys.executable).name.startswith("python"):
        return sys.executable
    return str(Path(sys.prefix) / "bin" / "python3")
