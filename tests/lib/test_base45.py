import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.base45 import ALPHABET, NotBase45, decode, encode


@pytest.mark.parametrize(
    ("plain", "text"), [("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"), ("", "")]
)
def test_it_agrees_with_the_examples_of_the_standard(plain: str, text: str) -> None:
    assert encode(plain.encode()) == text
    assert decode(text) == plain.encode()


@pytest.mark.parametrize("text", ["a", "BB8#", "GGW", ":::", "::", "BB8A", "啊啊"])
def test_what_no_bytes_give_is_refused(text: str) -> None:
    with pytest.raises(NotBase45):
        decode(text)


@given(st.binary(max_size=200))
def test_bytes_come_back(content: bytes) -> None:
    text = encode(content)
    assert set(text) <= set(ALPHABET)
    assert decode(text) == content


@given(st.text(alphabet=ALPHABET, max_size=60))
def test_a_text_is_the_only_one_of_its_bytes(text: str) -> None:
    try:
        content = decode(text)
    except NotBase45:
        return
    assert encode(content) == text
