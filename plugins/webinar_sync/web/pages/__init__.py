"""The pages for people: what happened, to whom, why, and what to do. FastAPI and Jinja."""
