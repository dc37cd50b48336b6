"""The scene of the registration action's tests: webinars to list."""

from tests.integration.registration.conftest import scene

__all__ = ["scene"]
