"""The web app: the routes, and the endpoint that Inngest calls."""

import os

import inngest.fast_api
from fastapi import FastAPI, Request
from starlette.middleware.sessions import SessionMiddleware

from app.api import router
from app.auth import current_request
from app.client import inngest_client
from app.flows import FUNCTIONS

app = FastAPI(title="Bookings")


@app.middleware("http")
async def remember_request(request: Request, call_next):
    """Let `require_authentication` find the request."""
    token = current_request.set(request)
    try:
        return await call_next(request)
    finally:
        current_request.reset(token)


app.add_middleware(SessionMiddleware, secret_key=os.environ["SESSION_SECRET"])
app.include_router(router)
inngest.fast_api.serve(app, inngest_client, FUNCTIONS)
