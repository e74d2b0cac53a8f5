import datetime
import io
import uuid

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader

from riskapp.reports.errors import BadCertificate
from riskapp.reports.pdf import certificate_of, pdf_from_html, sign


@pytest.fixture
def folder(tmp_path):
    """A folder with a certificate that was made for this test, and its passphrase."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Buyer")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "default.p12").write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"b", key, certificate, None, BestAvailableEncryption(b"secret")
        )
    )
    (tmp_path / "default.pass").write_text("secret\n")
    return tmp_path


def test_a_signed_report_carries_a_whole_pades_signature(folder):
    pdf = pdf_from_html('<html lang="en"><title>T</title><p>Text</p></html>')

    certificate = certificate_of(str(folder), uuid.uuid4())
    signed = sign(pdf.content, certificate)

    embedded = PdfFileReader(io.BytesIO(signed)).embedded_signatures[0]
    embedded.compute_integrity_info()
    assert signed.startswith(pdf.content)
    assert embedded.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert embedded.signer_cert.subject.native["common_name"] == "Buyer"


def test_without_a_folder_nothing_is_signed(tmp_path):
    assert certificate_of("", uuid.uuid4()) is None
    assert certificate_of(str(tmp_path), uuid.uuid4()) is None


def test_a_wrong_passphrase_is_said(folder):
    (folder / "default.pass").write_text("wrong")

    with pytest.raises(BadCertificate):
        sign(b"%PDF", folder / "default.p12")
