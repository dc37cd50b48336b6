"""The page Why?: what became of a person, why, and what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from webinar_sync.email import is_valid, normalise
from webinar_sync.web.pages.keys import ContactId
from webinar_sync.web.pages.posting import PostedForm
from webinar_sync.web.pages.rendering import render, url_of
from webinar_sync.web.pages.warehouse import CurrentWarehouse

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

router = APIRouter()


@router.get("/why", name="why", response_model=None)
def show_why(request: Request) -> HTMLResponse:
    """Ask for an address."""
    return render(request, "why.html", asked=None, person=None, answers=None)


@router.post("/why", name="explain_address", response_model=None)
def explain_address(request: Request, warehouse: CurrentWarehouse, form: PostedForm) -> Response:
    """Answer for an address; for a contact, by leading to the contact's own page."""
    address = normalise(form.text("address"))
    if not address:
        return RedirectResponse(url_of(request, "why"), 303)
    contacts = _contacts(warehouse, address=address)
    if contacts:
        target = url_of(request, "explain_contact", contact_id=contacts[0]["contact_id"])
        return RedirectResponse(target, 303)
    answers = warehouse.rows("pages/explain_person", address=address)
    return _show(request, answers, address=address)


@router.get("/why/{contact_id:int}", name="explain_contact", response_model=None)
def explain_contact(
    request: Request, warehouse: CurrentWarehouse, contact_id: ContactId
) -> HTMLResponse:
    """Answer for a contact, by the number that marts give."""
    contacts = _contacts(warehouse, contact_id=contact_id)
    if not contacts:
        return render(request, "why.html", status=404, asked="number", person=None, answers=None)
    answers = warehouse.rows("pages/explain_person", address=contacts[0]["email"])
    return _show(request, answers, person=contacts[0])


def _contacts(
    warehouse: Warehouse, *, contact_id: int | None = None, address: str | None = None
) -> list[dict[str, Any]]:
    return warehouse.rows("pages/select_person", contact_id=contact_id, address=address)


def _show(
    request: Request,
    answers: list[dict[str, Any]],
    *,
    person: dict[str, Any] | None = None,
    address: str = "",
) -> HTMLResponse:
    """Show the answers in two parts: of the warehouse, and of HubSpot."""
    own = [row for row in answers if not row["subject"].startswith("hubspot")]
    codes = {row["code"] for row in own}
    return render(
        request,
        "why.html",
        asked="address",
        person=person,
        address=address,
        answers=own,
        hubspot=[row for row in answers if row["subject"].startswith("hubspot")],
        is_unknown=codes == {"unknown"},
        is_erased="erased" in codes,
        is_address=person is not None or is_valid(address),
        counted=[row for row in own if row["code"] == "synced"],
        not_counted=[row for row in own if row["code"] not in {"synced", "unknown", "erased"}],
    )
