"""A PAdES signature with the certificate an organisation keeps outside the database.

The folder named by ``REPORT_SIGNING_DIR`` holds ``ORGANISATION-ID.p12`` (or ``default.p12``
for all) and beside it ``….pass`` with the passphrase.
"""

from __future__ import annotations

import io
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

from riskapp.reports.errors import BadCertificate


def sign(content: bytes, certificate: Path) -> bytes:
    """The same document with a PAdES-B signature; raises BadCertificate."""
    secret = certificate.with_suffix(".pass")
    try:
        passphrase = secret.read_bytes().strip() if secret.is_file() else None
        signer = signers.SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]  # pyHanko
            str(certificate), passphrase=passphrase
        )
    except (OSError, ValueError) as error:
        raise BadCertificate from error
    if signer is None:
        raise BadCertificate
    signed = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content)),
        signers.PdfSignatureMetadata(
            field_name="Issuer", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
        ),
        signer=signer,
    )
    return bytes(signed.getvalue())
