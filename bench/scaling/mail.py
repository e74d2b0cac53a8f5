"""A mail server that takes its time after it took a mail, and writes down each: whoever dies while
it waits for the answer does not know that the mail is out."""

from __future__ import annotations

import email
import json
import socketserver
import sys
import threading
import time
from email import policy

THINKS_SECONDS = 1.5
LOCK = threading.Lock()


class Mails(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 trial")
        to: list[str] = []
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper()
            if word == b"QUIT":
                self.say("221 bye")
                return
            if word == b"RCPT":
                to.append(line.decode().partition("<")[2].partition(">")[0])
            if word == b"DATA":
                self.say("354 go on")
                self.keep(to)
                to = []
            self.say("250 ok")

    def keep(self, to: list[str]) -> None:
        lines = list(iter(self.rfile.readline, b".\r\n"))
        mail = email.message_from_bytes(b"".join(lines), policy=policy.default)
        kept = {
            "to": to,
            "subject": str(mail["Subject"]),
            "id": str(mail["Message-ID"]),
            "at": time.time(),
        }
        with LOCK, open(sys.argv[1], "a") as file:  # noqa: PTH123  # given by name
            file.write(json.dumps(kept) + "\n")
        time.sleep(THINKS_SECONDS)

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    with Server(("0.0.0.0", 2525), Mails) as server:  # noqa: S104  # of its namespace
        server.serve_forever()
