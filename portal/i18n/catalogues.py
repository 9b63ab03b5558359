"""The translation catalogues: extract, fill Simplified from Traditional, check that all is there.

``python -m portal.i18n.catalogues extract|simplify|check``. A developer's tool: it needs GNU
gettext, polib and OpenCC of requirements-dev.txt, which the running portal does not.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polib
from opencc import OpenCC

ROOT = Path(__file__).resolve().parent.parent.parent
LOCALE = ROOT / "portal" / "locale"
TRADITIONAL, SIMPLIFIED = "zh_Hant", "zh_Hans"
IGNORED = ("var/*", ".venv/*", "tests/*", "static/*", "docs/*", "node_modules/*")


def catalogue(language: str) -> Path:
    """Where the catalogue of ``language`` lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def extract() -> None:
    """Collect every message of code and templates into both catalogues; keep no guesses."""
    for language in (TRADITIONAL, SIMPLIFIED):
        catalogue(language).parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--no-location", "-v0"]
    command += ["-l", TRADITIONAL, "-l", SIMPLIFIED, "-e", "html,txt,py"]
    for pattern in IGNORED:
        command += ["-i", pattern]
    subprocess.run(command, cwd=ROOT, check=True)
    for language in (TRADITIONAL, SIMPLIFIED):
        _drop_guesses(catalogue(language))


def _drop_guesses(path: Path) -> None:
    messages = polib.pofile(str(path), wrapwidth=100)
    for entry in messages:
        if entry.fuzzy:
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.previous_msgid, entry.previous_msgid_plural = "", None, None
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
    messages.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": path.parent.parent.name,
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    messages.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    messages.save()


def simplify() -> None:
    """Write the Simplified text of every message from its Traditional one."""
    convert = OpenCC("hk2s").convert
    source = {
        (entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(catalogue(TRADITIONAL)))
    }
    messages = polib.pofile(str(catalogue(SIMPLIFIED)), wrapwidth=100)
    for entry in messages:
        original = source.get((entry.msgctxt, entry.msgid))
        if original is None:
            continue
        if entry.msgid_plural:
            entry.msgstr_plural = {
                key: convert(value) for key, value in original.msgstr_plural.items()
            }
        else:
            entry.msgstr = convert(original.msgstr)
    messages.save()


def untranslated(path: Path) -> list[str]:
    """Messages of the catalogue at ``path`` that have no translation."""
    return [entry.msgid for entry in polib.pofile(str(path)) if not entry.translated()]


def check() -> list[str]:
    """One sentence for each fault: something untranslated, or a message not extracted."""
    faults: list[str] = []
    for language in (TRADITIONAL, SIMPLIFIED):
        faults += [
            f"{language}: not translated: {text!r}" for text in untranslated(catalogue(language))
        ]
    kept = {language: catalogue(language).read_bytes() for language in (TRADITIONAL, SIMPLIFIED)}
    try:
        extract()
        for language, old in kept.items():
            if catalogue(language).read_bytes() != old:
                faults.append(f"{language}: out of date, run 'make messages'.")
    finally:
        for language, old in kept.items():
            catalogue(language).write_bytes(old)
    return faults


def main(arguments: list[str]) -> int:
    """Run one of the three; exit 1 if the check finds a fault."""
    deeds = {"extract": extract, "simplify": simplify}
    if arguments == ["check"]:
        faults = check()
        sys.stdout.write("".join(f"{fault}\n" for fault in faults) or "Translations complete.\n")
        return 1 if faults else 0
    if len(arguments) == 1 and arguments[0] in deeds:
        deeds[arguments[0]]()
        return 0
    sys.stderr.write("usage: python -m portal.i18n.catalogues extract|simplify|check\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
