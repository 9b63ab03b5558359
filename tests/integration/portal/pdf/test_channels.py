"""No document reaches the network or a file: every known way out, with canaries at its end."""

import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import pikepdf
import pytest

from portal.pdf.render import Reason, RenderFailed, render_pdf
from tests.integration.portal.pdf.conftest import MADE_AT

SECRET = "canary-7f3a91"


@dataclass
class Canary:
    """A server that counts its visitors and a file that must not be read."""

    address: str
    file: Path
    hits: list[str] = field(default_factory=list)


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Canary]:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    hits: list[str] = []

    class Visitors(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(302 if self.path == "/redirect" else 200)
            self.send_header("Location", secret.as_uri())
            self.end_headers()
            self.wfile.write(SECRET.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # inherited
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Visitors) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Canary(f"http://127.0.0.1:{server.server_port}", secret, hits)
        server.shutdown()


SVG = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>"
FETCHED = {
    "img": "<img src='{http}/x.png'>",
    "img of a file": "<img src='{file}'>",
    "redirect to a file": "<img src='{http}/redirect'>",
    "@import": "<style>@import url({http}/x.css);</style>",
    "url()": "<style>p {{ background: url({http}/x.png) }}</style>",
    "@font-face": "<style>@font-face {{ font-family: X; src: url({http}/x.woff) }}</style>",
    "link": "<link rel=stylesheet href='{http}/x.css'>",
    "a attachment": "<a rel=attachment href='{file}'>x</a>",
    "svg image": SVG + "<image xlink:href='{http}/x.png' width='9' height='9'/></svg>",
    "svg @font-face": SVG
    + "<style>@font-face {{ font-family: X; src: url({file}) }}</style><text>a</text></svg>",
    "svg of data": '<img src="data:image/svg+xml,%3Csvg/%3E{http}">',
    "object": "<object data='{http}/x.png'></object>",
    "embed": "<embed src='{http}/x.svg'>",
    "base": "<base href='{http}/'><img src=x.png>",
    "list-style": "<style>li {{ list-style: url({http}/x.png) }}</style><ul><li>x</ul>",
    "content": "<style>p::before {{ content: url({http}/x.png) }}</style>",
    "border-image": "<style>p {{ border-image: url({http}/x.png) 9 }}</style>",
    "page background": "<style>@page {{ background: url({http}/x.png) }}</style>",
    "colour profile": "<style>@color-profile --x {{ src: url({http}/x.icc) }}</style>",
    "protocol-relative": "<img src='//127.0.0.1/x.png'>",
    "path of a file": "<img src='/etc/passwd'>",
}
IGNORED = {
    "link attachment of a file": "<link rel=attachment href='{file}'>",
    "link attachment by HTTP": "<link rel=attachment href='{http}/x.txt'>",
    "svg use": SVG + "<use href='{http}/x.svg#a'/></svg>",
    "svg @import": SVG + "<style>@import url({http}/x.css);</style><text>a</text></svg>",
    "svg fill": SVG + "<rect fill='url({http}/x.svg#a)' width='9' height='9'/></svg>",
    "local font": "<style>@font-face {{ font-family: X; src: local('DejaVu Sans') }}</style>",
    "iframe": "<iframe src='{http}/x.html'></iframe>",
    "script": "<script src='{http}/x.js'></script>",
    "meta refresh": "<meta http-equiv=refresh content='0; url={http}/x'>",
    "form": "<form action='{http}/x'><input type=image src='{http}/x.png'></form>",
    "plain link": "<a href='{http}/x'>x</a>",
    "video poster": "<video poster='{http}/x.png' src='{http}/x.mp4'></video>",
}


def render(html: str, canary: Canary) -> bytes:
    html = html.format(http=canary.address, file=canary.file.as_uri())
    return render_pdf(
        f"<html lang=en><p>Dear Mira</p>{html}", title="x", language="en-HK", made_at=MADE_AT
    )


@pytest.mark.enable_socket
@pytest.mark.parametrize("html", FETCHED.values(), ids=FETCHED)
def test_what_would_be_fetched_fails_the_document_unfetched(html: str, canary: Canary) -> None:
    """LT-01: the sixteen channels known from other products, and some more."""
    with pytest.raises(RenderFailed) as failure:
        render(html, canary)

    assert failure.value.reason == Reason.REFUSED_RESOURCE
    assert canary.hits == []


@pytest.mark.enable_socket
@pytest.mark.parametrize("html", IGNORED.values(), ids=IGNORED)
def test_what_is_never_fetched_leaves_no_trace(html: str, canary: Canary, tmp_path: Path) -> None:
    """LT-01: nothing is asked for, nothing of it is in the file."""
    (tmp_path / "letter.pdf").write_bytes(render(html, canary))

    with pikepdf.open(tmp_path / "letter.pdf") as pdf:
        streams = [o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream)]
        assert not any(SECRET.encode() in stream for stream in streams)
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
    assert canary.hits == []


@pytest.mark.enable_socket
def test_the_canary_would_sing(canary: Canary) -> None:
    """A visit is counted, so that no visit means something."""
    visit = HTTPConnection(canary.address.removeprefix("http://"))
    visit.request("GET", "/x")

    assert visit.getresponse().read() == SECRET.encode()
    visit.close()

    assert canary.hits == ["/x"]
