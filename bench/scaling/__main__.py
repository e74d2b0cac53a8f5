"""The trial: hosts, load, deaths, and a count of what was promised against what is there."""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.scaling import hosts, people, services
from bench.scaling.hosts import Host

OURS = {
    "web1": "riskapp_web",
    "web2": "riskapp_web",
    "worker1": "riskapp_worker",
    "worker2": "riskapp_worker",
    "worker3": "riskapp_worker",
    "clock1": "riskapp_worker",
    "clock2": "riskapp_worker",
}
REPORTS = 6
DRAINED_WITHIN = 600  # seconds: the clock finds within minutes what nobody queued


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scaling")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--writers", type=int, default=24)
    parser.add_argument("--mails", type=float, default=8, help="a second")
    parser.add_argument("--pool", type=int, default=12, help="connections of a role")
    parser.add_argument(
        "--unplug", action="store_true", help="hosts vanish without a word"
    )
    parser.add_argument("--keep", help="folder for logs and mails")
    parser.add_argument("--inside", choices=("hosts", "people"), help="itself only")
    wanted = parser.parse_args()
    if wanted.inside == "people":
        return Trial(wanted, Path(os.environ["TRIAL_FOLDER"])).run()
    if wanted.inside == "hosts":
        hosts.make_hosts()
        words = ["ip", "netns", "exec", hosts.SWITCH, *_again("people")]
        return subprocess.run(words, check=False).returncode
    if os.geteuid():
        sys.stderr.write("Network namespaces need root.\n")
        return 1
    folder = Path(
        wanted.keep or tempfile.mkdtemp(prefix="riskapp-scaling-", dir="/var/tmp")
    )
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    os.environ["TRIAL_FOLDER"] = str(folder)
    alone = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"]
    done = subprocess.run([*alone, "--mount-proc", *_again("hosts")], check=False)
    if not wanted.keep:
        shutil.rmtree(folder)
    return done.returncode


def _again(inside: str) -> list[str]:
    given = [word for word in sys.argv[1:] if not word.startswith("--inside")]
    return [sys.executable, "-m", "bench.scaling", *given, f"--inside={inside}"]


@dataclass(slots=True)
class Trial:
    """One run of it, from the network of the people."""

    wanted: argparse.Namespace
    folder: Path
    began: float = 0.0
    world: Any = None
    scored: list[Any] = field(default_factory=list)
    hosts: dict[str, Host] = field(default_factory=dict)
    writers: list[people.Writer] = field(default_factory=list)
    deaths: dict[str, float] = field(default_factory=dict)
    rows: list[tuple[str, str]] = field(default_factory=list)
    turns: list[tuple[float, str]] = field(default_factory=list)

    def run(self) -> int:
        with_services = services.start_database(self.folder, pool=self.wanted.pool)
        with_services += services.start_rest(self.folder)
        os.environ.update(services.variables("owner", self.folder))
        self._say("services stand")
        services.prepare(self.folder)
        import django

        django.setup()
        logging.disable(logging.INFO)
        services.make_bucket()
        self._say("the database is made")
        self.hosts = services.start_ours(self.folder, OURS)
        for name in ("web1", "web2"):
            services.wait_until_answered(name, 8000)
        services.wait_until_answered("door", 80)
        self._say("hosts stand")
        seats, attacher = self._prepare()
        self._say("people sit")
        self._load(seats, attacher)
        is_drained = self._drained()
        attacher.read_back()
        wrong = self._count(attacher, is_drained=is_drained)
        for name, value in self.rows:
            print(f"| {name} | {value} |")
        for host in [*self.hosts.values(), *with_services]:
            host.kill()
        return int(wrong)

    def _say(self, words: str) -> None:
        self.began = self.began or time.time()
        print(f"{time.time() - self.began:6.1f} s  {words}", flush=True)

    def _prepare(self) -> tuple[list[tuple[Any, people.Browser]], people.Attacher]:
        from questionnaires.queries import token_of
        from tests.conftest import make_world

        self.world = make_world(f"Trial{int(time.time())}")
        seats = []
        for number in range(self.wanted.writers + 1):
            made = self.world.assessment(name=f"Work {number}", filled=False).response
            code = token_of(made.invitations.get())
            seats.append((made, people.seat(code, made.pk)))
        response, browser = seats.pop()
        until = time.time() + self.wanted.seconds
        attacher = people.Attacher(browser, response.pk, until)
        self.scored = [
            self.world.assessment(name=f"Scored {number}", scored=True)
            for number in range(REPORTS)
        ]
        return seats, attacher

    def _load(
        self, seats: Sequence[tuple[Any, people.Browser]], attacher: people.Attacher
    ) -> None:
        seconds = self.wanted.seconds
        start = time.time()
        until = attacher.until = start + seconds
        self.writers = [people.Writer(b, r.pk, until) for r, b in seats]
        watching = threading.Thread(target=self._watch, args=(until + 60,), daemon=True)
        threads = [
            *self.writers,
            attacher,
            threading.Thread(target=self._mail, args=(until,)),
        ]
        for thread in (*threads, watching):
            thread.start()
        deaths = (
            (0.3, lambda: self._end("web1")),
            (0.42, self._ask_for_reports),
            (0.45, lambda: self._end("worker1")),
            (0.6, lambda: self._end(self._acting())),
        )
        for share, work in deaths:
            time.sleep(max(0, start + share * seconds - time.time()))
            work()
        for thread in threads:
            thread.join()
        self._say("load ended")

    def _ask_for_reports(self) -> None:
        """Just before a worker dies, so that it has some of them in hand."""
        from riskapp.reports.actions import ReportRequest, request_report
        from riskapp.reports.tasks import render_report

        for scored in self.scored:
            wanted = ReportRequest(variant="summary")
            report = request_report(
                scored, by=self.world.analyst, report_request=wanted
            )
            render_report.delay(str(report.pk))

    def _end(self, name: str) -> None:
        self.deaths[name] = time.time()
        if self.wanted.unplug:
            self.hosts[name].unplug()
        self.hosts[name].kill()
        self._say(f"{name} was {'unplugged' if self.wanted.unplug else 'killed'}")

    def _acting(self) -> str:
        from riskapp.common.models import Turn

        return str(Turn.objects.get().holder).partition(" ")[0]

    def _watch(self, until: float) -> None:
        """Which clock has the turn, looked at every half second."""
        from django.db import connection

        while time.time() < until:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT holder FROM common_turn WHERE ends_at > clock_timestamp()"
                )
                row = cursor.fetchone()
            name = str(row[0]).partition(" ")[0] if row else ""
            if not self.turns or self.turns[-1][1] != name:
                self.turns.append((time.time(), name))
            time.sleep(0.5)

    def _mail(self, until: float) -> None:
        """Invitations to vendors, each to an address of its own, at an even pace."""
        from django.db import connection

        number = 0
        try:
            while time.time() < until:
                at = time.time()
                email = f"vera-{number}@vendor-{number}.example"
                self.world.assessment(name=f"Mail {number}", filled=False, email=email)
                number += 1
                time.sleep(max(0, at + 1 / self.wanted.mails - time.time()))
        finally:
            connection.close()

    def _drained(self) -> bool:
        """Wait until nothing is left to do, or for as long as the clock may need to find it."""
        end = time.time() + DRAINED_WITHIN
        while time.time() < end:
            if not self._left():
                self._say("nothing waits")
                return True
            time.sleep(1)
        self._say(f"still there: {self._left()}")
        return False

    def _left(self) -> dict[str, int]:
        from questionnaires.choices import DeliveryState
        from riskapp.celery import waiting_at_rabbitmq
        from riskapp.common.models import Waiting
        from riskapp.reports.choices import ReportState

        found = {
            "mails": self._deliveries().filter(state=DeliveryState.QUEUED).count(),
            "reports": self._asked().exclude(state=ReportState.READY).count(),
            "outbox": Waiting.objects.count(),
            "queue": int(waiting_at_rabbitmq("celery")),
        }
        return {name: count for name, count in found.items() if count}

    def _count(self, attacher: people.Attacher, *, is_drained: bool) -> bool:
        lost, wrong, saves = self._answers()
        twice, unsent, doubtful, out, mails = self._mails()
        missing = [
            name
            for name, digest in attacher.attached.items()
            if digest not in attacher.read
        ]
        reports = self._reports()
        refused = Counter(kind for w in self.writers for kind, _at in w.faults)
        faults = ", ".join(f"{n} × {kind}" for kind, n in refused.most_common())
        waits = max(writer.longest_wait for writer in self.writers)
        self.rows = [
            ("answers acknowledged", f"{saves}"),
            ("of them lost", f"{lost}"),
            ("last answers that are not the last acknowledged", f"{wrong}"),
            (
                "saves a second: before, web host gone, worker gone, clock gone",
                self._paces(),
            ),
            ("tries that were not acknowledged, and sent again", faults or "0"),
            ("longest time a person waited for a save", f"{waits:.1f} s"),
            ("mails asked for, sent for sure", f"{mails}, {mails - unsent - doubtful}"),
            ("of them twice", f"{twice}"),
            (
                "of them in doubt, which a person is told; really out",
                f"{doubtful}; {out}",
            ),
            ("of them neither sent nor told of", f"{unsent}"),
            (
                "files attached, read back from the bucket",
                f"{len(attacher.attached)}, {len(attacher.attached) - len(missing)}",
            ),
            (
                "reports asked for, made and whole in the bucket",
                f"{REPORTS}, {reports}",
            ),
            ("clock that acts", self._clocks()),
            ("everything done after the load", "yes" if is_drained else "no"),
        ]
        if attacher.faults:
            self.rows.append(("files refused", "; ".join(attacher.faults[:3])))
        return bool(lost or wrong or twice or unsent or missing or reports < REPORTS)

    def _deliveries(self) -> Any:
        from questionnaires.models import Delivery

        return Delivery.objects.filter(
            invitation__response__tenant=self.world.organisation.pk
        )

    def _asked(self) -> Any:
        from riskapp.reports.models import Report

        return Report.objects.filter(organisation=self.world.organisation)

    def _answers(self) -> tuple[int, int, int]:
        from questionnaires.models import Answer, ResponseEvent

        question = people.QUESTION
        kept = dict(
            ResponseEvent.objects.filter(question=question).values_list("id", "after")
        )
        last = dict(
            Answer.objects.filter(question=question).values_list("response", "value")
        )
        saved = [pair for writer in self.writers for pair in writer.acknowledged]
        lost = sum(kept.get(revision) != value for revision, value, _at in saved)
        # What was saved and not acknowledged is newer than what was: that is no loss.
        wrong = 0
        for writer in self.writers:
            revision = writer.acknowledged[-1][0]
            newer = ResponseEvent.objects.filter(
                response=writer.response, question=question, id__gte=revision
            )
            values = dict(newer.values_list("id", "after"))
            wrong += last.get(writer.response) != values[max(values)]
        return lost, wrong, len(saved)

    def _mails(self) -> tuple[int, int, int, int, int]:
        from questionnaires.choices import DeliveryState

        lines = (self.folder / "mails.jsonl").read_text().splitlines()
        sent = Counter(
            (to, mail["subject"])
            for mail in map(json.loads, lines)
            for to in mail["to"]
        )
        twice = sum(count > 1 for count in sent.values())
        arrived = {to for to, _subject in sent}
        rows = list(self._deliveries().values_list("email", "state", "reason"))
        doubtful = [e for e, state, _ in rows if state == DeliveryState.FAILED]
        unsent = sum(
            email not in arrived and state != DeliveryState.FAILED
            for email, state, _ in rows
        )
        return twice, unsent, len(doubtful), len(arrived & set(doubtful)), len(rows)

    def _reports(self) -> int:
        from riskapp.reports.choices import ReportState

        whole = 0
        for report in self._asked().filter(state=ReportState.READY):
            with report.file.open("rb") as file:
                content = file.read()
            whole += hashlib.sha256(content).hexdigest() == report.sha256
        return whole

    def _paces(self) -> str:
        marks = [min(w.acknowledged[0][2] for w in self.writers), *self.deaths.values()]
        marks.append(marks[0] + self.wanted.seconds)
        return ", ".join(f"{pace:.0f}" for pace in self._between(marks))

    def _between(self, marks: Sequence[float]) -> Iterator[float]:
        times = [at for writer in self.writers for _r, _v, at in writer.acknowledged]
        for begin, end in itertools.pairwise(marks):
            yield sum(begin <= at < end for at in times) / (end - begin)

    def _clocks(self) -> str:
        """Who had the turn, and how long nobody had."""
        gone = self.deaths[next(n for n in self.deaths if n.startswith("clock"))]
        told = " → ".join(name or "nobody" for _at, name in self.turns)
        taken = [at for at, name in self.turns if name and at > gone]
        after = f"; taken over after {taken[0] - gone:.0f} s" if taken else ""
        return f"{told}{after}"


if __name__ == "__main__":
    sys.exit(main())
