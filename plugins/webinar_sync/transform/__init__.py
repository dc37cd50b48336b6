"""Turns what Zoom sent into contacts, events and a ledger: frames in, frames out, no I/O."""
