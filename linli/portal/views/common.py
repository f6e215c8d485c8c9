"""What the residents' pages share."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from linli.lib.ids import new_id
from linli.portal.requests import ResidentRequest


def page_url(request: ResidentRequest, name: str, *args: object) -> str:
    return reverse(f"portal:{name}", args=[request.token, *args])


def context_of(request: ResidentRequest, **more: Any) -> dict[str, Any]:
    """Large type for everybody: whoever needs it would not find the switch."""
    return {"token": request.token, "home": request.link.household, "large_type": True, **more}


def record_of(request: ResidentRequest) -> UUID:
    """The id of the form that was sent; a form without one counts as a new one."""
    try:
        return UUID(request.POST.get("record", ""))
    except ValueError:
        return new_id()
