"""What a page is built of, without its words: two pages of one shape are the same to whoever looks for faults of building."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

TELLING = re.compile(r"^(role|type|class|hidden|open|disabled|scope|aria-(?!label$|describedby|controls).*)$")


def shapes(html: str) -> tuple[str, str]:
    """Shape of the frame (head, menu, foot) and shape of the content of a page."""
    soup = BeautifulSoup(html, "html.parser")
    main = soup.find("main")
    content = _shape(main) if isinstance(main, Tag) else ""
    if isinstance(main, Tag):
        main.clear()
    return _shape(soup.body) if soup.body else "", content


def _shape(tag: Tag) -> str:
    """Elements with what matters of their attributes; a row like another says nothing new."""
    names = sorted(f"{name}={value}" if TELLING.match(name) else name for name, value in tag.attrs.items() if name != "checked")
    kids: dict[str, None] = {}  # each kind of child once, in order
    for kid in tag.children:
        if isinstance(kid, Tag):
            kids[_shape(kid)] = None
        elif str(kid).strip():
            kids["t"] = None
    return f"{tag.name}[{' '.join(names)}]({''.join(kids)})"
