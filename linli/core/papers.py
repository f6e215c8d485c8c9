"""Signing PDFs, so that whoever gets one can see that it comes from this city and was not changed since.

The key and its certificate lie beside the others in `LINLI_HOME/keys/papers.pem`. The certificate is the city's own: a
reader of PDFs says who signed, and that the paper is as it was; whether to trust it, the unit decides that has got
the certificate from the city (`linli paper certificate`).
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.conf import settings

YEARS = timedelta(days=20 * 365)
FIELD = "Linli"


@dataclass(frozen=True)
class Signed:
    """What the signature of a PDF says. `ours`: by this city's certificate; `whole`: nothing was changed since."""

    by: str
    at: datetime | None
    ours: bool
    whole: bool

    @property
    def holds(self) -> bool:
        return self.ours and self.whole


def sign_pdf(content: bytes, *, by: str, reason: str) -> bytes:
    """Return the PDF with a signature over all of it; a later change of any byte is seen. `by`: what the city is called."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    meta = signers.PdfSignatureMetadata(field_name=FIELD, reason=reason, name=by, md_algorithm="sha256")
    made = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(content)), meta, signer=_signer(by))
    return bytes(made.getvalue())


def signature_of(content: bytes) -> Signed | None:
    """Return what the first signature of a PDF says; nothing for a PDF without one, or for what is no PDF."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    try:
        found = PdfFileReader(BytesIO(content)).embedded_signatures
    except (PdfError, ValueError):
        return None
    if not found:
        return None
    own = _signer("").signing_cert
    status: Any = validate_pdf_signature(found[0], ValidationContext(trust_roots=[own], allow_fetching=False))
    return Signed(
        by=str(status.signing_cert.subject.native.get("organization_name", "")),
        at=status.signer_reported_dt,
        ours=status.signing_cert.dump() == own.dump(),
        whole=bool(status.intact and status.valid and status.bottom_line),
    )


def certificate(by: str = "") -> str:
    """The certificate in PEM, for those who want to check papers."""
    return x509.load_pem_x509_certificate(_pem(by)).public_bytes(Encoding.PEM).decode()


def _signer(by: str) -> Any:
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    pem = _pem(by)
    return SimpleSigner(
        signing_cert=next(iter(load_certs_from_pemder_data(certificate(by).encode()))),
        signing_key=load_private_key_from_pemder_data(_key_part(pem), passphrase=None),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def _key_part(pem: bytes) -> bytes:
    return pem[: pem.index(b"-----BEGIN CERTIFICATE-----")]


def papers_path() -> Path:
    return Path(settings.HOME) / "keys" / "papers.pem"


def _pem(by: str) -> bytes:
    """The key and its certificate; made, under the city's name, when the first paper is signed."""
    path = papers_path()
    if not path.exists():
        _create(path, by)
    return path.read_bytes()


def _create(path: Path, by: str) -> None:
    """Two processes may be at it at once: the first one's key is everybody's."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as handle:
        handle.write(_new_pem(by, datetime.now(UTC)))
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _new_pem(by: str, now: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, by or "Linli"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Linli"),
        ]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # clocks of readers differ
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_may_sign_papers(), critical=True)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + made.public_bytes(Encoding.PEM)


def _may_sign_papers() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
