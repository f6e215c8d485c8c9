import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.masking import mask_document, mask_name, mask_phone


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812346021", "138****6021"),
        ("04533123456", "0453****56"),
        ("01062345678", "010****78"),
        ("3123456", "*****56"),
        ("+85291234567", "+85****4567"),
        ("12", "**"),
        ("1.50E+10", "********"),
        ("", ""),
    ],
)
def test_a_phone_shows_its_ends(number: str, shown: str) -> None:
    assert mask_phone(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("231085197404120412", "231085********0412"),
        ("11010519491231002X", "110105********002X"),
        ("E12345678", "E1*****78"),
        ("12345678", "12****78"),
        ("USA110181010112", "USA*********112"),
        ("123", "***"),
        ("", ""),
    ],
)
def test_a_document_shows_its_ends(number: str, shown: str) -> None:
    assert mask_document(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王芳", "王*"),
        ("王小芳", "王*芳"),
        ("欧阳修文", "欧**文"),
        ("买买提·艾力", "买****力"),
        ("John Smith", "J*** S****"),
        ("Ana-Maria", "A**-M****"),
        ("王", "*"),
        ("", ""),
    ],
)
def test_a_name_shows_its_first_sign(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@given(st.text(min_size=1, max_size=30))
def test_something_is_always_hidden_of_a_document(number: str) -> None:
    assert "*" in mask_document(number)


@given(st.text(min_size=1, max_size=30))
def test_something_is_always_hidden_of_a_phone(number: str) -> None:
    assert "*" in mask_phone(number)
