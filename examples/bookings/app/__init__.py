"""A ride booking service: FastAPI in front, Inngest behind."""
