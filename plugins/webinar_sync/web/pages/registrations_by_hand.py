"""The pages by which contacts are added to a webinar by hand, or removed from it.

A webinar is chosen from a list, contacts by a search or from a saved segment; then the page says
what would be done, and asks. Who is searched for is posted, and contacts are numbers.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from webinar_sync.errors import InvalidInput
from webinar_sync.registration.outcomes import ADD, REMOVE
from webinar_sync.web.pages.posting import PostedFields, PostedForm
from webinar_sync.web.pages.rendering import render
from webinar_sync.web.pages.starting import (
    redirect_to_started,
    render_not_started,
    render_started,
)
from webinar_sync.web.pages.tables import PAGE_ROWS, whole_number
from webinar_sync.web.pages.visitor import (
    CurrentVisitor,
    RunRefusedError,
    require_start,
    start_run,
)
from webinar_sync.web.pages.warehouse import CurrentWarehouse

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

DAG = "register_contacts"
MOST_OF_RUN = 1000
"""A run has the ids of its contacts among its params, which Airflow keeps."""
MOST_CONTACTS = 10_000
MIN_SEARCH = 2

router = APIRouter()


@dataclass(frozen=True)
class Choice:
    """What was chosen so far.

    - contact_ids: by search; empty if a segment was chosen
    - segment: the name of a saved segment
    """

    action: str
    webinar_id: int
    contact_ids: tuple[int, ...]
    segment: str

    @property
    def is_removal(self) -> bool:
        """Whether contacts are removed, and not added."""
        return self.action == REMOVE


@router.get("/registrations/new", name="new_registrations", response_model=None)
def show_webinars(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor
) -> HTMLResponse:
    """Show the webinars to come, to choose one."""
    return _render_webinars(request, warehouse, visitor, "", 1)


@router.post("/registrations/new", name="search_registration_webinars", response_model=None)
def search_webinars(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor, form: PostedForm
) -> HTMLResponse:
    """Show those whose topic or id is like what was posted."""
    require_start(visitor, DAG)
    return _render_webinars(
        request, warehouse, visitor, form.text("search")[:200], whole_number(form.text("page")) or 1
    )


@router.post("/registrations/contacts", name="choose_contacts", response_model=None)
def choose_contacts(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor, form: PostedForm
) -> HTMLResponse:
    """Show contacts to choose, with those that were chosen before."""
    require_start(visitor, DAG)
    try:
        choice = _read_choice(form)
        webinar = _read_webinar(warehouse, choice)
    except InvalidInput as error:
        return render_not_started(request, "new_registrations", error, 422)
    search, page = form.text("search")[:200], whole_number(form.text("page")) or 1
    is_searched = choice.is_removal or len(search) >= MIN_SEARCH
    contacts = _search_contacts(warehouse, choice, search, page) if is_searched else []
    return render(
        request,
        "registrations_contacts.html",
        choice=choice,
        webinar=webinar,
        search=search,
        page=page,
        is_searched=is_searched,
        contacts=contacts[:PAGE_ROWS],
        has_more=len(contacts) > PAGE_ROWS,
        chosen=set(choice.contact_ids),
        segments=warehouse.rows("pages/select_saved_segments"),
    )


@router.post("/registrations/confirm", name="confirm_registrations", response_model=None)
def confirm(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor, form: PostedForm
) -> HTMLResponse:
    """Say what would be done, and ask."""
    require_start(visitor, DAG)
    try:
        choice = _read_choice(form)
        return _render_confirm(request, warehouse, choice)
    except InvalidInput as error:
        return render_not_started(request, "new_registrations", error, 422)


@router.post("/registrations/start", name="start_registrations", response_model=None)
def start(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor, form: PostedForm
) -> Response:
    """Start the runs that do it: one for each thousand contacts."""
    require_start(visitor, DAG)
    run_ids: list[str] = []
    try:
        choice = _read_choice(form)
        contact_ids = _contacts_of(warehouse, choice)
        if form.text("seen") != _digest(choice, contact_ids):
            return _render_confirm(request, warehouse, choice, is_changed=True)
        for begin in range(0, len(contact_ids), MOST_OF_RUN):
            run = start_run(
                visitor,
                DAG,
                action=choice.action,
                webinar=str(choice.webinar_id),
                contact_ids=contact_ids[begin : begin + MOST_OF_RUN],
            )
            run_ids.append(run.run_id)
    except InvalidInput as error:
        return render_not_started(request, "new_registrations", error, 422)
    except RunRefusedError as error:
        if run_ids:
            started = len(run_ids) * MOST_OF_RUN
            error = RunRefusedError(
                f"Only the first {started} of {len(contact_ids)} contacts are under way, by "
                f"{', '.join(run_ids)}. For the others: {error}"
            )
        return render_not_started(
            request, "new_registrations", error, 409, is_partial=bool(run_ids)
        )
    return redirect_to_started(request, "started_registrations", *run_ids)


@router.get("/registrations/started", name="started_registrations", response_model=None)
def show_started(request: Request, warehouse: CurrentWarehouse) -> HTMLResponse:
    """Show what came of runs that were started here."""
    return render_started(
        request,
        warehouse,
        DAG,
        "registrations",
        "Contacts are added or removed",
        outcomes="pages/select_outcomes_of_run",
    )


def _render_webinars(
    request: Request, warehouse: Warehouse, visitor: CurrentVisitor, search: str, page: int
) -> HTMLResponse:
    webinars = warehouse.rows(
        "registration/select_options",
        search=search,
        most=PAGE_ROWS + 1,
        skipped=(page - 1) * PAGE_ROWS,
    )
    return render(
        request,
        "registrations_new.html",
        webinars=webinars[:PAGE_ROWS],
        has_more=len(webinars) > PAGE_ROWS,
        search=search,
        page=page,
        may_change=visitor.may_start(DAG),
    )


def _render_confirm(
    request: Request, warehouse: Warehouse, choice: Choice, *, is_changed: bool = False
) -> HTMLResponse:
    webinar = _read_webinar(warehouse, choice)
    contact_ids = _contacts_of(warehouse, choice)
    (counts,) = warehouse.rows(
        "pages/count_chosen_contacts", contact_ids=contact_ids, webinar_id=choice.webinar_id
    )
    return render(
        request,
        "registrations_confirm.html",
        choice=choice,
        webinar=webinar,
        people=len(contact_ids),
        registered=counts["registered"],
        runs=-(-len(contact_ids) // MOST_OF_RUN),
        seen=_digest(choice, contact_ids),
        is_changed=is_changed,
    )


def _read_choice(form: PostedFields) -> Choice:
    """Read what was chosen: before, and on the page of contacts that was shown.

    :raises InvalidInput: if no webinar was chosen
    """
    action = REMOVE if form.text("action") == REMOVE else ADD
    webinar = re.sub(r"[^0-9]", "", form.text("webinar"))
    if not webinar or len(webinar) > 18:
        raise InvalidInput("Choose a webinar first.")
    before, shown = _ids(form.text("chosen")), set(_ids(form.text("shown")))
    picked = _ids(" ".join(form.texts("pick")))
    contact_ids = dict.fromkeys([*(number for number in before if number not in shown), *picked])
    return Choice(action, int(webinar), tuple(contact_ids), form.text("segment"))


def _contacts_of(warehouse: Warehouse, choice: Choice) -> list[int]:
    """Return the ids of the chosen contacts.

    :raises InvalidInput: if there are none, or too many
    """
    if choice.segment:
        rows = warehouse.rows(
            "pages/select_segment_contacts", segment=choice.segment, most=MOST_CONTACTS + 1
        )
        contact_ids = [int(row["contact_id"]) for row in rows]
    else:
        contact_ids = list(choice.contact_ids)
    if not contact_ids:
        raise InvalidInput(
            "Nobody was chosen: tick contacts, or choose a saved segment that has members."
        )
    if len(contact_ids) > MOST_CONTACTS:
        raise InvalidInput(
            f"More than {MOST_CONTACTS} contacts at once are refused. Save a smaller segment."
        )
    return contact_ids


def _read_webinar(warehouse: Warehouse, choice: Choice) -> dict[str, Any]:
    rows = warehouse.rows("pages/select_webinar_by_id", webinar_id=choice.webinar_id)
    if not rows:
        raise InvalidInput("The warehouse does not know this webinar. Choose one from the list.")
    return rows[0]


def _search_contacts(
    warehouse: Warehouse, choice: Choice, search: str, page: int
) -> list[dict[str, Any]]:
    return warehouse.rows(
        "pages/select_contacts_like",
        search=search,
        webinar_id=choice.webinar_id,
        is_registered=choice.is_removal,
        page_rows=PAGE_ROWS,
        skipped=(page - 1) * PAGE_ROWS,
    )


def _ids(text: str) -> list[int]:
    """Return the contact ids in a text, those that PostgreSQL's bigint holds."""
    numbers = (int(number) for number in re.findall(r"-?[0-9]{1,19}", text))
    return [number for number in numbers if abs(number) < 2**63]


def _digest(choice: Choice, contact_ids: list[int]) -> str:
    """Return what is to be done, to tell whether it is still what was confirmed."""
    values = (choice.action, choice.webinar_id, sorted(contact_ids))
    return hashlib.sha256(repr(values).encode()).hexdigest()
