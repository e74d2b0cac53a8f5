"""The web server, for ``make run`` and for production alike: ``gunicorn riskapp.wsgi``.

gunicorn finds this file in the folder it is started in; each value can be changed by a
variable of the environment.
"""

import os
import shutil
import tempfile
from pathlib import Path

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
# A worker that does not answer is ended; no page takes half of this.
timeout = int(os.environ.get("WEB_TIMEOUT", "60"))
graceful_timeout = 30
keepalive = 5
# Memory that a library keeps comes back when a worker is renewed.
max_requests = 5000
max_requests_jitter = 500
# Signs of life of the workers; a read-only root has a place in memory for them.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  # made for this
control_socket_disable = True
# Requests are logged by the product, with an id and without addresses of people.
accesslog = None
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")

_counts = Path(
    os.environ.setdefault(
        "PROMETHEUS_MULTIPROC_DIR",
        str(Path(tempfile.gettempdir()) / f"riskapp-counts-{os.getpid()}"),
    )
)


def on_starting(_server):
    """What former processes counted is gone with them."""
    shutil.rmtree(_counts, ignore_errors=True)
    _counts.mkdir(mode=0o700, parents=True)


def child_exit(_server, worker):
    """A worker that is gone counts no longer."""
    from prometheus_client import multiprocess  # noqa: PLC0415  # only in the master

    multiprocess.mark_process_dead(worker.pid)


def on_exit(_server):
    shutil.rmtree(_counts, ignore_errors=True)
