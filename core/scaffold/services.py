"""What can be done for a new plugin: write its files."""

from __future__ import annotations

from pathlib import Path

from flask_babel import gettext as _
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from core.errors import BusinessError
from core.scaffold import rules

TEMPLATES = Path(__file__).parent / "templates"


def write(name: str, folder: Path) -> list[Path]:
    """Write the distribution of a new plugin into a folder; return its files.

    :raises BusinessError: if the name cannot be one, or the distribution is there already.
    """
    if not rules.is_name(name):
        raise BusinessError(
            _(
                "%(name)s is no name for a plugin. Use small letters, digits and underscores, at "
                "most %(count)s.",
                name=name,
                count=rules.LONGEST,
            )
        )
    words = rules.names(name)
    target = folder / words["distribution"]
    if target.exists():
        raise BusinessError(_("%(path)s is there already.", path=target))
    # The files are templates themselves, so other brackets mark what is filled in here.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - it writes code, no pages
    )
    written = []
    for template in environment.list_templates(extensions=["jinja"]):
        path = target / rules.path_of(template, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = environment.get_template(template).render(words)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
