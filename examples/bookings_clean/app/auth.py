"""Who is logged in: for routes only, there is no request anywhere else."""

import contextvars
from dataclasses import dataclass

from starlette.requests import Request

current_request: contextvars.ContextVar[Request] = contextvars.ContextVar("current_request")


@dataclass(frozen=True)
class User:
    """The logged-in user."""

    id: str
    email: str


async def require_authentication() -> User:
    """The user of the current request; raises PermissionError when nobody is logged in."""
    session = current_request.get().session
    if "user_id" not in session:
        raise PermissionError("not logged in")
    return User(id=session["user_id"], email=session["email"])
