"""Hosts: network namespaces on one bridge, each with a name and temporary files of its own."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

NETWORK = "10.77.0"
# The end of each address. People are the browsers, and where this script itself runs.
HOSTS = {
    "people": 1,
    "door": 2,
    "database": 3,
    "broker": 4,
    "files": 5,
    "web1": 11,
    "web2": 12,
    "worker1": 21,
    "worker2": 22,
    "worker3": 23,
    "clock1": 31,
    "clock2": 32,
}
SWITCH = "people"


def address(host: str) -> str:
    return f"{NETWORK}.{HOSTS[host]}"


def run(command: str) -> None:
    subprocess.run(shlex.split(command), check=True)


def make_hosts() -> None:
    """Make every namespace and join them by one bridge, which lies with the people."""
    Path("/run/netns").mkdir(exist_ok=True)
    run("mount -t tmpfs tmpfs /run/netns")
    for host in HOSTS:
        run(f"ip netns add {host}")
        run(f"ip -n {host} link set lo up")
    run(f"ip -n {SWITCH} link add name bridge type bridge")
    run(f"ip -n {SWITCH} link set bridge up")
    run(f"ip -n {SWITCH} address add {address(SWITCH)}/24 dev bridge")
    for host in HOSTS:
        if host != SWITCH:
            run(
                f"ip -n {SWITCH} link add to-{host} type veth peer name eth0 netns {host}"
            )
            run(f"ip -n {SWITCH} link set to-{host} master bridge up")
            run(f"ip -n {host} address add {address(host)}/24 dev eth0")
            run(f"ip -n {host} link set eth0 up")


@dataclass(slots=True)
class Host:
    """A host and the process it runs."""

    name: str
    folder: Path
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(
        self,
        command: Sequence[str],
        variables: Mapping[str, str] | None = None,
        *,
        user: str = "",
        cwd: Path | None = None,
        log: str = "",
    ) -> None:
        """Start a program here: its own network, its own name, its own empty /tmp."""
        if user:
            command = (
                f"setpriv --reuid {user} --regid {user} --clear-groups --".split()
                + list(command)
            )
        inside = (
            f"hostname {self.name}; mount -t tmpfs tmpfs /tmp; exec {shlex.join(command)}"
            if self.name.startswith(("web", "worker", "clock"))
            else f"exec {shlex.join(command)}"
        )
        with (self.folder / f"{log or self.name}.log").open("ab") as output:
            self.process = subprocess.Popen(
                [
                    *f"ip netns exec {self.name} unshare --uts --mount sh -c".split(),
                    inside,
                ],
                env={**os.environ, **(variables or {})},
                cwd=cwd,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End everything it runs at once, as a power cut does."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def unplug(self) -> None:
        """Take it from the network: nobody is told that it is gone."""
        run(f"ip -n {self.name} link set eth0 down")
