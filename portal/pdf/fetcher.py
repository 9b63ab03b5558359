"""The only door to a resource: bundled assets by name, everything else ends the document."""

from functools import cache
from importlib.resources import files
from mimetypes import guess_type

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

SCHEME = "asset:"


class RefusedResource(FatalURLFetchingError):  # type: ignore[misc] # no type information
    """The document asked for something that is not bundled; WeasyPrint must not go on."""


@cache
def bundled() -> dict[str, bytes]:
    """Return the files of ``portal/pdf/assets`` by name, read once."""
    return {
        entry.name: entry.read_bytes()
        for entry in files("portal.pdf").joinpath("assets").iterdir()
        if entry.is_file()
    }


class AssetFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint has no type information
    """Serves ``asset:name`` from memory and refuses any other address, ``data:`` included.

    ``refused`` keeps the addresses, as WeasyPrint swallows any exception while it draws an SVG.
    A name is a key of a dictionary, never part of a path. The inherited handlers for files,
    HTTP, FTP and redirects are taken out, so that no route of WeasyPrint leads to them.
    """

    def __init__(self, in_memory: dict[str, bytes]) -> None:
        super().__init__(allowed_protocols=("asset",), allow_redirects=False, fail_on_errors=True)
        self.handlers.clear()
        self.handle_open.clear()
        self.refused: list[str] = []
        self._assets = {**bundled(), **in_memory}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 # inherited
        """Return the asset ``url`` names; raise ``RefusedResource``."""
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self._assets:
            self.refused.append(url[:200])
            raise RefusedResource(url[:200])
        media_type = guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, self._assets[name], {"Content-Type": media_type})
