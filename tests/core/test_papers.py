"""Signed PDFs: who signed is seen, and so is every change."""

from pathlib import Path

import pytest
from pytest_django import Settings
from typer.testing import CliRunner

from linli.cli.app import app
from linli.core import papers
from linli.core.papers import certificate, papers_path, sign_pdf, signature_of

runner = CliRunner()


@pytest.fixture(autouse=True)
def _own_keys(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def a_pdf(words: bytes = b"8.0 hours") -> bytes:
    """The smallest paper there is."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
    ]
    out, at = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % one for one in at)
    return out + table + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)


def test_a_signed_paper_says_who_signed_and_that_it_is_whole() -> None:
    signed = sign_pdf(a_pdf(), by="穆棱市", reason="值守时长")
    found = signature_of(signed)
    assert found is not None
    assert (found.by, found.ours, found.whole, found.holds) == ("穆棱市", True, True, True)
    assert found.at is not None


def test_a_paper_that_was_changed_is_found_out() -> None:
    signed = sign_pdf(a_pdf(), by="穆棱市", reason="值守时长")
    found = signature_of(signed.replace(b"8.0 hours", b"9.0 hours"))
    assert found is not None
    assert (found.whole, found.holds) == (False, False)


def test_a_paper_of_another_city_does_not_hold_here(settings: Settings, tmp_path: Path) -> None:
    signed = sign_pdf(a_pdf(), by="别的市", reason="值守时长")
    settings.HOME = tmp_path / "other"
    sign_pdf(a_pdf(), by="穆棱市", reason="值守时长")
    found = signature_of(signed)
    assert found is not None
    assert (found.ours, found.holds) == (False, False)


@pytest.mark.parametrize("content", [b"", b"no paper", a_pdf()], ids=["empty", "no PDF", "unsigned"])
def test_what_is_not_signed_has_no_signature(content: bytes) -> None:
    assert signature_of(content) is None


def test_the_key_is_made_once_and_only_its_owner_reads_it() -> None:
    sign_pdf(a_pdf(), by="穆棱市", reason="一")
    before = papers_path().read_bytes()
    papers._create(papers_path(), "穆棱市")  # another process that was at it too
    assert papers_path().read_bytes() == before
    assert papers_path().stat().st_mode & 0o777 == 0o600
    assert "PRIVATE" not in certificate()


@pytest.mark.django_db
def test_the_command_tells_whether_a_paper_holds(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(sign_pdf(a_pdf(), by="穆棱市", reason="值守时长"))
    bad.write_bytes(good.read_bytes().replace(b"8.0 hours", b"9.0 hours"))
    assert runner.invoke(app, ["paper", "verify", str(good)]).exit_code == 0
    assert '"holds": true' in runner.invoke(app, ["paper", "verify", str(good), "--json"]).output
    assert runner.invoke(app, ["paper", "verify", str(bad)]).exit_code == 1
    assert "BEGIN CERTIFICATE" in runner.invoke(app, ["paper", "certificate"]).output
