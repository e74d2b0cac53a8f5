"""The audit trail by syslog: whole, in order, to whoever was verified."""

import datetime
import ipaddress
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection
from django.utils import timezone

from riskapp.audit.actions import record
from riskapp.audit.adapter import Collector, framed
from riskapp.audit.models import AuditEntry, SyslogMark
from riskapp.audit.tasks import send_by_syslog
from riskapp.common.checks import SYSLOG_FORMATS
from tests.factories.riskapp import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "collector")])
    day = datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(timezone.now() - day)
        .not_valid_after(timezone.now() + day)
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "collector.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


class Receiver(threading.Thread):
    """A collector that reads whole connections, one after the other."""

    def __init__(self, certificate):
        super().__init__()
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(certificate)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.got = []

    def run(self):
        while True:
            try:
                plain, _address = self.server.accept()
            except OSError:
                return
            try:
                with self.context.wrap_socket(plain, server_side=True) as secured:
                    self.got.append(b"".join(iter(lambda: secured.recv(65536), b"")))
            except OSError:
                self.got.append(None)

    @property
    def messages(self):
        """What came, message by message, as its length says."""
        rest, found = b"".join(filter(None, self.got)), []
        while rest:
            length, _space, rest = rest.partition(b" ")
            found.append(rest[: int(length)].decode())
            rest = rest[int(length) :]
        return found


@pytest.fixture
def receiver(certificate, settings):
    thread = Receiver(certificate)
    thread.start()
    settings.AUDIT_SYSLOG = f"127.0.0.1:{thread.server.getsockname()[1]}"
    settings.AUDIT_SYSLOG_CA = str(certificate)
    yield thread
    thread.server.shutdown(socket.SHUT_RDWR)
    thread.server.close()
    thread.join()


def happened(*actions):
    organisation = OrganisationFactory()
    for action in actions:
        record(action, organisation, organisation=organisation, by=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return organisation


def test_every_entry_is_sent_once_in_the_order_of_its_chain(receiver):
    organisation = happened("thing made", "thing changed")
    send_by_syslog()
    send_by_syslog()
    record("thing removed", organisation, organisation=organisation, by=None)
    connection.check_constraints()
    send_by_syslog()

    ours = [text for text in receiver.messages if str(organisation.pk) in text]
    assert [
        next(word for word in ("made", "changed", "removed") if word in text)
        for text in ours
    ] == ["made", "changed", "removed"]
    assert all(text.startswith("<109>1 20") for text in ours)
    assert "CEF:0|riskapp" in ours[0]
    length = AuditEntry.objects.filter(organisation=organisation).count()
    assert SyslogMark.objects.get(pk=organisation.pk).position == length


def test_where_nothing_is_new_one_question_is_asked_and_nobody_connected(
    receiver, django_assert_num_queries
):
    happened("thing made")
    happened("thing made")
    send_by_syslog()

    with django_assert_num_queries(1):
        send_by_syslog()

    assert len(receiver.got) == 1


@pytest.mark.parametrize("form", SYSLOG_FORMATS)
def test_entries_go_in_the_form_that_is_wanted(receiver, settings, form):
    settings.AUDIT_SYSLOG_FORMAT = form
    organisation = happened("thing made")

    send_by_syslog()

    [text] = [text for text in receiver.messages if str(organisation.pk) in text]
    assert ("CEF:0|" in text, '"class_uid"' in text, '"content_hash"' in text) == (
        form == "cef",
        form == "ocsf",
        form == "jsonl",
    )


def test_nothing_is_sent_to_whom_nobody_vouches_for_and_nothing_is_forgotten(
    receiver, settings
):
    organisation = happened("thing made")
    trusted, settings.AUDIT_SYSLOG_CA = settings.AUDIT_SYSLOG_CA, ""

    with pytest.raises(OSError, match="certificate"):
        send_by_syslog()
    assert receiver.messages == []
    settings.AUDIT_SYSLOG_CA = trusted
    send_by_syslog()

    assert any(str(organisation.pk) in text for text in receiver.messages)


def test_without_a_collector_nothing_is_noted():
    happened("thing made")

    send_by_syslog()

    assert not SyslogMark.objects.exists()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("logs.example", ("logs.example", 6514)),
        ("logs.example:10514", ("logs.example", 10514)),
        ("[2001:db8::1]:6514", ("2001:db8::1", 6514)),
    ],
)
def test_a_collector_is_named_with_or_without_its_port(address, place):
    assert Collector(address).place == place


def test_a_message_has_its_length_in_bytes_before_it():
    assert framed("ü".encode()) == "2 ü".encode()
