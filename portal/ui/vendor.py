"""Fetch and build the third-party files of the pages: ``python -m portal.ui.vendor``.

``make vendor`` runs it when a version changes; nothing is built at run time. Packages come from
the npm registry by exact version into a temporary folder; htmx is the copy that django-htmx
carries. The results are committed under ``static/vendor`` and ``tests/vendor``, each folder with
the licences and a ``VENDOR.md`` that names version, licence and checksum of every file.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STYLESHEET = Path(__file__).with_name("vendor.scss")
NPM_PACKAGES = {
    "govuk-frontend": "6.6.0",
    "sass": "1.108.2",
    "axe-core": "4.14.1",
    "tus-js-client": "4.3.1",
    "@fontsource/source-sans-3": "5.3.1",
}
FONT_FILES = "@fontsource/source-sans-3/files/source-sans-3-latin-{weight}-normal.woff2"


@dataclass(frozen=True)
class VendoredFile:
    """One file of someone else: where it stands here, and what it is."""

    path: str
    package: str
    version: str
    licence: str
    note: str

    def row(self, checksum: str) -> str:
        """The file's line in ``VENDOR.md``."""
        name = Path(self.path).name
        return (
            f"| `{name}` | {self.package} {self.version} | {self.licence} "
            f"| {self.note} | `{checksum}` |"
        )


FILES = (
    VendoredFile(
        "static/vendor/govuk-frontend.css",
        "govuk-frontend",
        NPM_PACKAGES["govuk-frontend"],
        "MIT, Crown copyright (Government Digital Service)",
        "components in use, compiled from portal/ui/vendor.scss with our fonts and colours",
    ),
    VendoredFile(
        "static/vendor/htmx.min.js",
        "htmx, as carried by django-htmx",
        "4.0.0-beta6",
        "0BSD",
        "unchanged",
    ),
    VendoredFile(
        "static/vendor/tus.min.js",
        "tus-js-client",
        NPM_PACKAGES["tus-js-client"],
        "MIT, Transloadit Ltd and contributors",
        "without the name of its source map; fetched when a large file is chosen",
    ),
    VendoredFile(
        "static/vendor/source-sans-3-400.woff2",
        "@fontsource/source-sans-3",
        NPM_PACKAGES["@fontsource/source-sans-3"],
        "OFL-1.1, Adobe",
        "Latin letters only, regular",
    ),
    VendoredFile(
        "static/vendor/source-sans-3-600.woff2",
        "@fontsource/source-sans-3",
        NPM_PACKAGES["@fontsource/source-sans-3"],
        "OFL-1.1, Adobe",
        "Latin letters only, semibold",
    ),
    VendoredFile(
        "tests/vendor/axe.min.js",
        "axe-core",
        NPM_PACKAGES["axe-core"],
        "MPL-2.0, Deque Systems",
        "unchanged; used by tests alone, never served",
    ),
)
LICENCES = {
    "static/vendor/tus.LICENCE.txt": "tus-js-client/LICENSE",
    "static/vendor/source-sans-3.LICENCE.txt": "@fontsource/source-sans-3/LICENSE",
    "tests/vendor/axe.LICENCE.txt": "axe-core/LICENSE",
}
TABLE_HEAD = "| file | from | licence | what | SHA-256 |\n|---|---|---|---|---|\n"


def checksum(path: Path) -> str:
    """SHA-256 of the file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest(folder: str) -> str:
    """The text of ``VENDOR.md`` for the vendored files of ``folder``, from what lies there now."""
    rows = [
        file.row(checksum(ROOT / file.path))
        for file in FILES
        if str(Path(file.path).parent) == folder
    ]
    return (
        "# Files of others\n\n"
        "Made by `make vendor`; change `portal/ui/vendor.py`, not the files.\n\n"
        + TABLE_HEAD
        + "\n".join(rows)
        + "\n"
    )


def _install(folder: Path) -> Path:
    """Install the npm packages into ``folder`` without running their scripts."""
    wanted = [f"{name}@{version}" for name, version in NPM_PACKAGES.items()]
    subprocess.run(
        ["npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", *wanted],
        check=True,
    )
    return folder / "node_modules"


def _compile(modules: Path, target: Path) -> None:
    """Compile our selection of govuk-frontend into ``target``, small and without a source map."""
    subprocess.run(
        [
            str(modules / ".bin" / "sass"),
            "--no-source-map",
            "--style=compressed",
            "--quiet-deps",
            f"--load-path={modules}",
            f"{STYLESHEET}:{target}",
        ],
        check=True,
    )


def _without_source_map(source: Path, target: Path) -> None:
    """Copy a script without its last line, which names a file that is not brought along."""
    script, _mark, _name = source.read_text(encoding="utf-8").partition("\n//# sourceMappingURL=")
    target.write_text(script + "\n", encoding="utf-8")


def _htmx() -> Path:
    """The htmx file inside the installed django-htmx."""
    found = find_spec("django_htmx")
    if found is None or found.origin is None:
        raise RuntimeError("django-htmx is not installed")
    return Path(found.origin).parent / "static" / "django_htmx" / "htmx-4.min.js"


def build() -> None:
    """Make every vendored file and both manifests anew."""
    with tempfile.TemporaryDirectory() as folder:
        modules = _install(Path(folder))
        _compile(modules, ROOT / "static/vendor/govuk-frontend.css")
        for weight in (400, 600):
            shutil.copyfile(
                modules / FONT_FILES.format(weight=weight),
                ROOT / f"static/vendor/source-sans-3-{weight}.woff2",
            )
        shutil.copyfile(modules / "axe-core/axe.min.js", ROOT / "tests/vendor/axe.min.js")
        _without_source_map(
            modules / "tus-js-client/dist/tus.min.js", ROOT / "static/vendor/tus.min.js"
        )
        for target, source in LICENCES.items():
            shutil.copyfile(modules / source, ROOT / target)
    shutil.copyfile(_htmx(), ROOT / "static/vendor/htmx.min.js")
    for kept in ("static/vendor", "tests/vendor"):
        (ROOT / kept / "VENDOR.md").write_text(manifest(kept), encoding="utf-8")
    sys.stdout.write("static/vendor and tests/vendor are made anew.\n")


if __name__ == "__main__":
    build()
