"""Days as people say them, in English whatever the machine is set to."""

from __future__ import annotations

from datetime import date, timedelta

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(of: date, *, today: date) -> str:
    """As in "3 Nov", with the year where it is another one."""
    return _short(of) if of.year == today.year else full_day(of)


def full_day(of: date) -> str:
    """As in "3 Nov 2026"."""
    return f"{_short(of)} {of.year}"


def on_day(of: date, *, today: date) -> str:
    """As in "yesterday" or "on 3 Nov"."""
    near = {today - timedelta(1): "yesterday", today: "today", today + timedelta(1): "tomorrow"}
    return near.get(of) or f"on {day(of, today=today)}"


def _short(of: date) -> str:
    return f"{of.day} {_MONTHS[of.month - 1]}"
