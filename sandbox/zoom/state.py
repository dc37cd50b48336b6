"""What the sandbox's Zoom holds, and the public way to look into it and to change it.

Tests in the same process use the parts (`clock`, `faults`, `log`, `limiter`, `enforce_limits`) and
the methods below; other processes use the paths below /_sandbox/ (`sandbox.zoom.controls`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.zoom.endpoints import ALL_SCOPES
from sandbox.zoom.faults import Faults
from sandbox.zoom.limits import RateLimiter
from sandbox.zoom.paging import Pager
from sandbox.zoom.registrar import Registrar
from sandbox.zoom.requests_log import RequestLog
from sandbox.zoom.store import Store
from sandbox.zoom.tokens import TokenStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sandbox.clock import SandboxClock
    from sandbox.zoom.model import Account, Registrant, RegistrantStatus


class ZoomState:
    """The accounts, their tokens and limits, and the requests so far."""

    def __init__(
        self,
        accounts: Sequence[Account],
        clock: SandboxClock,
        *,
        enforce_limits: bool = True,
        make_store: Callable[[Account], Store] = Store,
    ) -> None:
        self.clock = clock
        self.enforce_limits = enforce_limits
        self._make_store = make_store
        self.stores = {account.account_id: make_store(account) for account in accounts}
        self.tokens = TokenStore(accounts, ALL_SCOPES)
        self.limiter = RateLimiter()
        self.pager = Pager()
        self.registrar = Registrar()
        self.faults = Faults()
        self.log = RequestLog()

    def replace(self, account: Account) -> None:
        """Put an account in the place of the one with its id: somebody changed it in Zoom.

        Tokens issued before keep the scopes that they were issued with.
        """
        self.stores[account.account_id] = self._make_store(account)
        self.tokens.replace(account)

    def issued_tokens(self) -> list[str]:
        """Return the access tokens issued so far, expired ones included, revoked ones not."""
        return self.tokens.issued()

    def registrants(
        self, account_id: str, webinar_id: int, status: RegistrantStatus | None = "approved"
    ) -> list[Registrant]:
        """Return a webinar's registrants in a status (None: in any), the newest first."""
        return self.stores[account_id].all_registrants(webinar_id, status, self.clock.now())

    def remove_registrant(self, account_id: str, webinar_id: int, registrant_id: str) -> None:
        """Remove a registrant as if there had never been one."""
        self.stores[account_id].remove_registrant(webinar_id, registrant_id)

    def registration_attempts(self, webinar_id: int, email: str) -> int:
        """Return how often a person was registered for a webinar today, in UTC."""
        return self.registrar.attempts(webinar_id, email, self.clock.now().date())

    def set_registration_attempts(self, webinar_id: int, email: str, count: int) -> None:
        """Pretend that a person was registered this often for a webinar today, in UTC."""
        self.registrar.set_attempts(webinar_id, email, self.clock.now().date(), count)

    def all_registration_attempts(self) -> list[int]:
        """Return the number of attempts for each webinar, person and day that had any."""
        return list(self.registrar.all_attempts().values())
