"""A worker in a process of its own for test_broker: it may stop in the middle of its work."""

from __future__ import annotations

import signal
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from core import broker, typesetting
from core.app import create_app
from core.importing import Importer
from core.testing import settings_for
from core.worker import Worker
from tests.core.document.test_document import DOCUMENT
from tests.core.import_run.conftest import take_notes

url, data, plugins, carrier, profiles, begun, slow = sys.argv[1:]
real = typesetting.pdf


def stop_here() -> None:
    with Path(begun).open("a") as told:
        told.write("begun\n")
    if slow == "slow":
        time.sleep(60)


def pdf(template, values):
    made = real(template, values)
    stop_here()
    return made


def notes(session, source, *, by, now, progress):
    report = take_notes(session, source, by=by, now=now, progress=progress)
    stop_here()
    return report


def make(app) -> Worker:
    return Worker(app, lease=timedelta(seconds=1), beat=0.2)


typesetting.pdf = pdf
settings = settings_for(url, Path(data), plugins or None)
app = create_app(settings.model_copy(update={"jobs_broker": carrier}))
app.extensions["bumen.documents"][DOCUMENT.name] = DOCUMENT
importer = Importer("notes", "Notes", "core.setting.edit", Path(profiles), notes)
app.extensions["bumen.importers"][importer.name] = importer
if carrier:
    broker.work(lambda: app, carrier, threads=2, make=make)
else:
    worker, over = make(app), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_received: over.set())
    worker.stop = over
    worker.run()
