"""Making documents, and forgetting them."""

from __future__ import annotations

import io
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import documents, files, typesetting
from core.clock import now
from core.company import company
from core.document import queries, services
from core.documents import Document
from core.errors import BusinessError
from core.jobs import JobContext, job


@job(services.MAKE, title=_l("Make a document"))
def make(context: JobContext, *, paper_id: int) -> dict[str, Any] | None:
    """Set the type of a paper and keep the file, in one transaction with the mark of the job."""
    session = context.session
    paper = session.scalars(queries.paper(paper_id)).unique().one()
    kind = documents.registered().get(paper.name)
    if kind is None:
        raise BusinessError(_("The plugin of this document is off. Enable it first."))
    context.report(0, 3, _("reading the records"))
    data = told(kind, paper.label) | dict(kind.data(session, paper.keys))
    context.report(1, 3, _("setting the type"))
    session.commit()  # nobody waits for a lock while the type is set
    content = typesetting.pdf(kind.template, data)
    context.report(2, 3, _("keeping the file"))
    files.lock(session)
    stored = files.store(io.BytesIO(content), paper.file_name)
    services.keep(session, paper, stored, now=context.now)
    return {"size": stored.size}


def told(kind: Document, label: str) -> dict[str, Any]:
    """Return what the frame of every document shows."""
    language = "zh" if str(get_locale()).startswith("zh") else "en"
    return {"company": company().name, "title": label, "kind": str(kind.title), "lang": language}


@job("core.document.forget", title=_l("Forget old documents"))
def forget(context: JobContext) -> dict[str, int]:
    """Delete the papers that are a month old, and their files."""
    digests = services.forget(context.session, now=now())
    context.session.commit()
    files.tidy(context.session, digests)
    return {"forgotten": len(digests)}
