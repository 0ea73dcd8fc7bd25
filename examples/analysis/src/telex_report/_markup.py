"""HTML and SVG as text. What is not markup is escaped, so that no event can bring its own."""

from __future__ import annotations

import re
from html import escape
from typing import Union


class Markup(str):
    """Text that goes into the page as it is."""


Child = Union[str, None]

_WITHOUT_END = ("meta", "br")


def element(name: str, /, *children: Child, **attributes: object) -> Markup:
    """``element("a", "text", href="#b", class_="c")``. A child that is None is left out, and so is an attribute."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_text(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>" if name in _WITHOUT_END else f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: Child) -> Markup:
    """One after another."""
    return Markup(
        "".join(child if isinstance(child, Markup) else escape(child) for child in children if child is not None)
    )


def breakable(text: str) -> Markup:
    """Text that may be broken after the marks within names and paths."""
    return Markup(re.sub(r"([./_])(?=\w)", r"\1<wbr>", escape(text)))


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
