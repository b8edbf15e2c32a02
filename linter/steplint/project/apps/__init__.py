"""Applications: clients, the functions made with each, and where those are served."""

from steplint.project.apps.clients import Client, Clients
from steplint.project.apps.serving import Serve, Serving

__all__ = ["Client", "Clients", "Serve", "Serving"]
