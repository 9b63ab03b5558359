"""For which calls a role can be given: the kernel knows no calls, so an area above lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Loader = Callable[[], Iterable[tuple[str, str]]]

_loaders: list[Loader] = []


def register(loader: Loader) -> None:
    """Add a source of (code, name) pairs, newest call first; twice is once."""
    if loader not in _loaders:
        _loaders.append(loader)


def available() -> list[tuple[str, str]]:
    """Every (code, name) a role can be limited to."""
    return [pair for loader in _loaders for pair in loader()]
