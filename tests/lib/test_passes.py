"""Passes: signed, small, without a name, and no text of any kind brings the reading down."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from linli.lib.base45 import ALPHABET, decode, encode
from linli.lib.passes import KINDS, PREFIX, NotAPass, PassClaims, new_key, public_half, read_pass, sign

CITY = "231085"
PRIVATE = bytes(range(32))
OTHER_PRIVATE = bytes(range(1, 33))
KEYS = {3: public_half(PRIVATE)}
FROM = datetime(2026, 11, 19, 16, 0, tzinfo=UTC)
CLAIMS = PassClaims(
    id=UUID("019aa8d4-7c00-7000-8000-0000000000ab"),
    kind="household",
    area="231085001001",
    valid_from=FROM,
    valid_until=FROM + timedelta(days=30),
    every_days=2,
    max_hours=2,
    forfeits=1,
    key_number=3,
)
TEXT = sign(CLAIMS, PRIVATE)


def reading(text: str, **options: object) -> str:
    return read_pass(text, KEYS, **{"city": CITY, **options}).reading  # type: ignore[arg-type]


minutes = st.integers(0, 2**23)
claims = st.builds(
    lambda start, span, **fields: PassClaims(
        valid_from=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=start),
        valid_until=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=start + span),
        **fields,
    ),
    start=minutes,
    span=st.integers(1, 2**23),
    id=st.uuids(),
    kind=st.sampled_from(KINDS),
    area=st.text("0123456789", max_size=34).map(CITY.__add__),
    people=st.integers(0, 255),
    every_days=st.integers(0, 255),
    times=st.integers(0, 31),
    max_hours=st.integers(0, 255),
    forfeits=st.integers(0, 7),
    key_number=st.just(3),
)


@given(claims)
def test_what_was_signed_is_read(one: PassClaims) -> None:
    read = read_pass(sign(one, PRIVATE), KEYS, city=CITY)
    assert (read.reading, read.claims) == ("read", one)


@given(claims)
def test_who_has_the_private_half_reads_the_same(one: PassClaims) -> None:
    text = sign(one, PRIVATE)
    assert read_pass(text, KEYS, city=CITY, own={3: PRIVATE}).claims == one
    # The private half is that of another key: then the public half proves it.
    assert read_pass(text, KEYS, city=CITY, own={3: OTHER_PRIVATE}).claims == one
    assert read_pass(sign(one, OTHER_PRIVATE), KEYS, city=CITY, own={3: PRIVATE}).reading == "forged"


def test_it_fits_a_code_of_version_6_in_level_m() -> None:
    text = sign(replace(CLAIMS, area="2310850010010012", people=255, times=31), PRIVATE)
    assert len(decode(text.removeprefix(PREFIX))) == 100
    assert segno.make(text, error="m", boost_error=False, micro=False).designator == "6-M"
    assert segno.make(text, error="m", boost_error=False, micro=False).mode == "alphanumeric"


def test_a_long_code_of_an_area_makes_it_a_little_larger() -> None:
    text = sign(replace(CLAIMS, area=CITY + "1" * 34), PRIVATE)
    assert segno.make(text, error="m", boost_error=False, micro=False).designator == "7-M"


def test_seconds_are_cut_off_in_favour_of_the_holder() -> None:
    odd = timedelta(seconds=30)
    one = replace(CLAIMS, valid_from=FROM + odd, valid_until=FROM + timedelta(days=1) + odd)
    read = read_pass(sign(one, PRIVATE), KEYS, city=CITY).claims
    assert read
    assert (read.valid_from, read.valid_until) == (FROM, FROM + timedelta(days=1, minutes=1))


def test_a_forged_pass_is_refused() -> None:
    assert reading(sign(CLAIMS, OTHER_PRIVATE)) == "forged"


@given(st.integers(0, 99), st.integers(1, 255))
def test_no_byte_can_be_changed(place: int, change: int) -> None:
    content = bytearray(decode(TEXT.removeprefix(PREFIX)))
    content[place] ^= change
    assert reading(PREFIX + encode(bytes(content))) not in {"read", "not_a_pass"}
    assert reading(PREFIX + encode(bytes(content)), own={3: PRIVATE}) not in {"read", "not_a_pass"}


def test_the_halves_of_two_signatures_do_not_make_a_third() -> None:
    one, other = (
        decode(sign(replace(CLAIMS, people=n), PRIVATE).removeprefix(PREFIX)) for n in (1, 2)
    )  # record, then 32 bytes and 32 bytes
    for mixed in (one[:-64] + other[-64:], one[:-32] + other[-32:], one[:-64] + other[-64:-32] + one[-32:]):
        assert reading(PREFIX + encode(mixed), own={3: PRIVATE}) == "forged"


def test_who_signs_needs_no_proof_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.lib.passes._has_signed", lambda *_given: False)
    assert reading(TEXT, own={3: PRIVATE}) == "read"
    assert reading(TEXT) == "forged"


@pytest.mark.parametrize("length", range(len(PREFIX), len(TEXT)))
def test_a_cut_pass_is_told_as_cut(length: int) -> None:
    assert reading(TEXT[:length]) == "truncated"


def test_a_pass_with_something_after_it_is_not_as_it_was_signed() -> None:
    assert {reading(TEXT + more) for more in ("0", "00", "000", "0000")} == {"forged"}


def test_a_pass_of_another_city_is_told_as_such_even_with_a_key_of_our_number() -> None:
    theirs = sign(replace(CLAIMS, area="230903001"), OTHER_PRIVATE)
    assert reading(theirs) == "other_city"
    assert reading(TEXT, city="2310") == "read"
    assert reading(TEXT, city="2309") == "other_city"


def test_a_key_that_nobody_knows_here_and_one_that_was_withdrawn() -> None:
    assert reading(sign(replace(CLAIMS, key_number=4), PRIVATE)) == "unknown_key"
    assert reading(TEXT, withdrawn=[3]) == "withdrawn_key"
    assert read_pass(TEXT, {3: b"short"}, city=CITY).reading == "unknown_key"


def test_it_tells_nothing_of_a_pass_that_it_does_not_accept() -> None:
    assert read_pass(TEXT, KEYS, city=CITY, withdrawn=[3]).claims is None
    assert read_pass(sign(CLAIMS, OTHER_PRIVATE), KEYS, city=CITY).claims is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not_a_pass"),
        ("https://example.org/", "not_a_pass"),
        ("HC1:" + TEXT, "not_a_pass"),
        (TEXT.lower(), "not_a_pass"),
        (" " + TEXT, "not_a_pass"),
        ("\n" + TEXT + "\r\n", "read"),
        ("LL1:", "truncated"),
        ("LL1:啊", "unreadable"),
        ("LL1::::", "unreadable"),
        ("LL1:" + encode(b"\x90" + bytes(99)), "unreadable"),  # of a layout that is not known yet
        ("LL1:" + encode(b"\x10" + bytes(99)), "forged"),  # no area at all
        ("LL1:\ud800", "unreadable"),
    ],
)
def test_what_it_says_of_other_texts(text: str, told: str) -> None:
    assert reading(text) == told


def test_a_kind_that_a_later_version_signed_is_not_understood() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    record = bytearray(decode(TEXT.removeprefix(PREFIX))[:-64])
    record[0] = 0x1F
    later = bytes(record) + Ed25519PrivateKey.from_private_bytes(PRIVATE).sign(bytes(record))
    assert reading(PREFIX + encode(later)) == "unreadable"


@pytest.mark.parametrize(
    "change",
    [
        {"area": ""},
        {"area": "2310啊"},
        {"area": "2" * 41},
        {"people": 256},
        {"people": -1},
        {"times": 32},
        {"forfeits": 8},
        {"max_hours": 256},
        {"key_number": 65536},
        {"valid_until": FROM},
        {"valid_until": FROM + timedelta(days=12000)},
        {"valid_from": datetime(2019, 12, 31, tzinfo=UTC)},
    ],
)
def test_what_has_no_room_is_not_signed(change: dict[str, object]) -> None:
    with pytest.raises(NotAPass):
        sign(replace(CLAIMS, **change), PRIVATE)


def test_a_new_key_signs_and_verifies() -> None:
    private, public = new_key()
    assert public == public_half(private)
    assert read_pass(sign(CLAIMS, private), {3: public}, city=CITY).reading == "read"


@settings(max_examples=2000)
@given(st.text() | st.text().map(PREFIX.__add__) | st.text(ALPHABET, max_size=200).map(PREFIX.__add__))
def test_no_text_brings_it_down(text: str) -> None:
    assert reading(text) != "read"


def odd_texts(count: int, seed: int) -> list[str]:
    """Texts as a camera or a joker may give them: noise, ours with a few characters changed, ours cut and glued."""
    chance = random.Random(seed)
    return [_odd_text(chance) for _ in range(count)]


def _odd_text(chance: random.Random) -> str:
    way = chance.randrange(5)
    if way == 0:
        return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(40)))
    if way == 1:
        return PREFIX + "".join(chance.choices(ALPHABET, k=chance.randrange(220)))
    if way == 2:
        return PREFIX + encode(bytes([chance.choice((0x10, 0x20, 0x15, 0x1F))]) + chance.randbytes(99))
    start, end = sorted(chance.sample(range(len(TEXT) + 1), 2))
    if way == 3:
        return TEXT[:start] + TEXT[end:]
    middle = "".join(chance.choices(ALPHABET, k=max(end - start, 1)))
    return TEXT[:start] + middle + TEXT[end:] if middle != TEXT[start:end] else ""


def test_twenty_thousand_odd_texts_are_all_answered() -> None:
    told = [reading(text) for text in odd_texts(20_000, seed=5)]
    assert "read" not in told
    assert {"not_a_pass", "truncated", "forged", "unreadable", "other_city", "unknown_key"} <= set(told)
