"""The web server, for ``make run`` and for production alike: ``gunicorn riskapp.wsgi``.

gunicorn finds this file in the folder it is started in; each value can be changed by a
variable of the environment.
"""

import ctypes
import errno
import gc
import os
import shutil
import socket
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from gunicorn.workers.gthread import ThreadWorker

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# For so long in all a thread waits for a client who sends a request, or reads the reply, slowly,
# and a second longer for each 8 KB that move. A proxy that reads requests whole keeps such
# clients away; here they are cut off.
slow_seconds = float(os.environ.get("WEB_SLOW_SECONDS", "15"))
SLOW_BYTES = 8192


class Client(socket.socket):
    """The socket of a client; ``left`` is for how long a thread still waits for it."""

    left = None

    def recv(self, *args):
        return self._waited_for(super().recv, *args)

    def sendall(self, data, *_flags):
        rest = memoryview(data).cast("B")
        while rest:
            rest = rest[self._waited_for(super().send, rest[:SLOW_BYTES]) :]

    def _waited_for(self, move, *args):
        if self.left is None:
            return move(*args)
        self.settimeout(max(self.left, 0.001))
        began = time.monotonic()
        try:
            moved = move(*args)
        except TimeoutError as slow:
            self.left = 0
            raise ConnectionResetError(errno.ECONNRESET, "too slow") from slow
        size = moved if isinstance(moved, int) else len(moved)
        waited = time.monotonic() - began
        self.left = min(self.left - waited + size / SLOW_BYTES, slow_seconds)
        return moved


class Worker(ThreadWorker):
    """A worker with threads, none of which a slow client holds."""

    def handle(self, conn):
        if not isinstance(conn.sock, Client):
            conn.sock = Client(fileno=conn.sock.detach())
        conn.sock.left = slow_seconds
        again = super().handle(conn)
        if conn.sock.left <= 0:
            conn.sock.shutdown(socket.SHUT_RDWR)  # nobody waits for its last words
        conn.sock.left = None
        return again


# What threads give back goes back to the system: they share two places of memory, a large
# piece (128 KB) is always one of its own, and more than that is not kept at the end of a place.
# A C library that does not know ``mallopt`` does as it likes.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
with suppress(AttributeError, OSError):
    for _name, _value in (
        (M_ARENA_MAX, 2),
        (M_MMAP_THRESHOLD, 128 * 1024),
        (M_TRIM_THRESHOLD, 128 * 1024),
    ):
        ctypes.CDLL(None).mallopt(_name, _value)

worker_class = Worker
# The master loads the application once and workers share what it loaded: each holds less, and one
# that is renewed is there at once. New code needs a restart; a reload (HUP) takes new settings only.
preload_app = True
sendfile = False  # which would wait without end
# A worker that does not answer is ended; no page takes half of this.
timeout = int(os.environ.get("WEB_TIMEOUT", "60"))
graceful_timeout = 30
keepalive = 5
# Memory that a library keeps comes back when a worker is renewed; over 9,000 requests a worker grew
# by 2 MB. They do not all go at one time.
max_requests = 50_000
max_requests_jitter = 10_000
# While everything is loaded nothing is left behind that would be worth looking for: a fifth of the
# time until it stands. ``when_ready`` begins to look.
gc.disable()
# Signs of life of the workers, and what they count: in memory, where there is such a place. A
# count that is mapped from a disk that is full ends the worker.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  # made for this
control_socket_disable = True
# Requests are logged by the product, with an id and without addresses of people.
accesslog = None
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")

_counts = Path(
    os.environ.setdefault(
        "PROMETHEUS_MULTIPROC_DIR",
        str(
            Path(worker_tmp_dir or tempfile.gettempdir())
            / f"riskapp-counts-{os.getpid()}"
        ),
    )
)


def when_ready(_server):
    """Every page is loaded before the first worker begins. What is loaded stays: it is not looked
    at again for what nobody needs, so that what requests leave behind is found sooner and at less
    cost, and workers go on sharing it with the master."""
    from django.urls import get_resolver  # noqa: PLC0415  # once the application is there

    _loaded = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.enable()


def post_worker_init(_worker):
    """What a worker made before its first request stays too."""
    gc.freeze()


def on_starting(_server):
    """What former processes counted is gone with them."""
    shutil.rmtree(_counts, ignore_errors=True)
    _counts.mkdir(mode=0o700, parents=True)


def child_exit(_server, worker):
    """What a worker counted that is gone goes to what all before it counted: the place has room
    for some files, not for one of every worker there ever was."""
    for kind in ("counter", "histogram"):
        counted = _counts / f"{kind}_{worker.pid}.db"
        # What cannot be added, as on a full disk, stays where it is; nothing here ends the master.
        with suppress(Exception):
            _add(counted, _counts / f"{kind}_gone.db")
            counted.unlink()


def _add(counted, whole):
    """Add the counts of one file to those of another, which is exchanged at one stroke."""
    from prometheus_client.mmap_dict import MmapedDict  # noqa: PLC0415  # only in the master

    entries = list(MmapedDict.read_all_values_from_file(str(counted)))
    before = _used(whole) if whole.exists() else b""
    new = whole.with_suffix(".new")
    # All the room it may need is taken now: where there is none, a file says so, a map does not.
    new.write_bytes(before.ljust(len(before) + len(_used(counted)), b"\0"))
    sums = MmapedDict(str(new))
    for key, value, at, _place in entries:
        sums.write_value(key, sums.read_value(key)[0] + value, at)
    sums.close()
    new.replace(whole)


def _used(path):
    """A file of counts as far as it is used, which its first four bytes say."""
    content = path.read_bytes()
    return content[: int.from_bytes(content[:4], sys.byteorder)]


def on_exit(_server):
    shutil.rmtree(_counts, ignore_errors=True)
