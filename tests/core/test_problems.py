"""Every refusal: its code, its status, its sentence, what to do next, and how it is shown."""

import json
import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation
from pytest_django import Settings

from linli.core.middleware import ProblemMiddleware
from linli.core.problems import (
    CATALOGUE,
    CannotBeUsed,
    ChangedMeanwhile,
    MustSignIn,
    NotFound,
    Problem,
    TooMany,
)
from linli.core.views import problem_response

LANGUAGES = ("zh-hans", "en")


def refuse(request: HttpRequest) -> HttpResponse:
    raise TooMany(count=900, limit=500)


def must_sign_in(request: HttpRequest) -> HttpResponse:
    raise MustSignIn()


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("柴丽娟 15100004108")


urlpatterns = [path("refuse/", refuse), path("sign-in/", must_sign_in), path("broken/", broken)]
handler404 = "linli.core.views.not_found"
handler500 = "linli.core.views.server_error"


# ---- the catalogue -----------------------------------------------------------------------------
@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_problem_has_code_status_sentence_and_advice(code: str) -> None:
    problem = CATALOGUE[code]
    assert code.count(".") == 1
    assert 400 <= problem.status < 600
    for language in LANGUAGES:
        with translation.override(language):
            assert str(problem.sentence).endswith((".", "。", "}", "?", "？")), code
            assert "{" not in bare(problem).title, "a gap that is not filled stays empty"


def bare(problem: type[Problem]) -> Problem:
    """The problem with nothing to fill its gaps, whatever its own constructor asks for."""
    made = problem.__new__(problem)
    made.data = {}
    return made


def test_no_two_problems_share_a_code() -> None:
    with pytest.raises(TypeError, match="share the code"):
        type("Second", (Problem,), {"code": NotFound.code})
    assert CATALOGUE[NotFound.code] is NotFound


def test_data_fill_the_gaps() -> None:
    with translation.override("en"):
        assert str(TooMany(count=900, limit=500)).startswith("That is 900 rows; at most 500")
        assert ChangedMeanwhile(who="宋文书").title.startswith("宋文书 changed")
        assert "{" not in CannotBeUsed().title


def test_a_problem_speaks_the_readers_language() -> None:
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(NotFound().title)
    assert said[0] != said[1]


# ---- how it is shown ---------------------------------------------------------------------------
def shown(problem: Problem, **headers: str) -> HttpResponse:
    request: Any = RequestFactory().get("/x/", headers=headers)
    from django_htmx.middleware import HtmxDetails

    request.htmx = HtmxDetails(request)
    return problem_response(request, problem)


def test_a_page_has_the_status_the_sentence_the_advice_and_the_code(db: None) -> None:
    with translation.override("en"):
        response = shown(TooMany(count=900, limit=500))
    text = response.content.decode()
    assert response.status_code == 422
    assert all(word in text for word in ("900", "Narrow the area", "core.too_many", "<html"))


def test_a_piece_is_not_a_whole_page(db: None) -> None:
    text = shown(NotFound(), **{"HX-Request": "true"}).content.decode()
    assert "<html" not in text
    assert "core.not_found" in text


def test_a_boosted_link_gets_a_whole_page(db: None) -> None:
    text = shown(NotFound(), **{"HX-Request": "true", "HX-Boosted": "true"}).content.decode()
    assert "<html" in text


def test_a_script_gets_json(db: None) -> None:
    response = shown(TooMany(count=900, limit=500), accept="application/json")
    body = json.loads(response.content)
    assert (response.status_code, body["code"]) == (422, "core.too_many")
    assert set(body) == {"code", "title", "next"}


def test_what_was_typed_in_an_address_is_shown_as_text(db: None) -> None:
    text = shown(CannotBeUsed(why="<script>alert(1)</script>")).content.decode()
    assert "<script>alert" not in text


# ---- the middleware ----------------------------------------------------------------------------
@pytest.fixture
def asked(settings: Settings, db: None) -> Client:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
        "linli.core.middleware.ProblemMiddleware",
    ]
    settings.TEMPLATES = [bare_templates(settings.TEMPLATES[0])]
    return Client(raise_request_exception=False)


def bare_templates(full: dict[str, Any]) -> dict[str, Any]:
    kept = [one for one in full["OPTIONS"]["context_processors"] if not one.startswith("linli.")]
    return {**full, "OPTIONS": {**full["OPTIONS"], "context_processors": kept}}


def test_a_refusal_becomes_an_answer(asked: Client) -> None:
    response = asked.get("/refuse/", headers={"accept": "application/json"})
    assert (response.status_code, response.json()["code"]) == (422, "core.too_many")


def test_who_must_sign_in_is_led_there_and_back(asked: Client, settings: Settings) -> None:
    middleware = ProblemMiddleware(lambda request: HttpResponse())
    settings.ROOT_URLCONF = "linli.urls"
    request: Any = RequestFactory().get("/people/?area=231085")
    response = middleware.process_exception(request, MustSignIn())
    assert response is not None
    assert response["Location"] == "/accounts/login/?next=/people/%3Farea%3D231085"


def test_a_script_that_must_sign_in_is_told_so(asked: Client) -> None:
    response = asked.get("/sign-in/", headers={"accept": "application/json"})
    assert (response.status_code, response.json()["code"]) == (401, "core.must_sign_in")


def test_other_exceptions_are_not_caught() -> None:
    middleware = ProblemMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/"), RuntimeError()) is None


# ---- when something breaks ---------------------------------------------------------------------
def test_a_failure_tells_a_reference_and_nothing_else(
    asked: Client, caplog: pytest.LogCaptureFixture
) -> None:
    response = asked.get("/broken/")
    text = response.content.decode()
    found = re.search(r"\b[0-9a-f]{8}\b", text)
    assert response.status_code == 500
    assert "柴丽娟" not in text
    assert "Traceback" not in text
    assert found is not None
    assert found[0] in caplog.text


def test_an_unknown_address_is_the_same_refusal(client: Client, db: None) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "core.not_found" in response.content.decode()
