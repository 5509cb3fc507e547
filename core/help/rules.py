"""Where help lies and how it becomes a page."""

from __future__ import annotations

from markdown_it import MarkdownIt

# Tags in a text are shown as they are written, never as HTML.
READER = MarkdownIt("commonmark", {"html": False}).enable("table")
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
    return READER.render(text.partition("\n")[2])
