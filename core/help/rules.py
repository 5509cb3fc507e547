"""Where help lies and how it becomes a page."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TOP = "# "


def topic(endpoint: str) -> str:
    """Return the slice that an endpoint belongs to, whose help is about its pages too."""
    return endpoint.rpartition(".")[0]


def places(topic: str, language: str, fallback: str) -> list[str]:
    """Return the templates that may hold the help of a slice, the best language first."""
    folder = topic.replace(".", "/")
    return [f"{folder}/help.{one}.md" for one in dict.fromkeys((language, fallback))]


def title(text: str) -> str:
    """Return the headline of a text."""
    return text.partition("\n")[0].removeprefix(TOP).strip()


def html(text: str) -> str:
    """Return what stands below the headline as HTML."""
    return _reader().render(text.partition("\n")[2])


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt  # most people never open the help

    # Tags in a text are shown as they are written, never as HTML.
    return MarkdownIt("commonmark", {"html": False}).enable("table")
