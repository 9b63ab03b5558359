"""The one door to a resource."""

import pytest

from portal.pdf.fetcher import AssetFetcher, RefusedResource


def test_a_bundled_asset_is_served_with_its_media_type() -> None:
    answer = AssetFetcher({}).fetch("asset:letter.css")

    assert answer.content_type == "text/css"
    assert b".letterhead" in answer.read()


def test_an_asset_in_memory_is_served() -> None:
    assert AssetFetcher({"bold.otf": b"OTTO"})("asset:bold.otf").read() == b"OTTO"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/letter.css",
        "https://example.org/letter.css",
        "ftp://example.org/letter.css",
        "file:///etc/passwd",
        "data:text/css,p{}",
        "letter.css",
        "//example.org/letter.css",
        "asset:",
        "asset:../child.py",
        "asset:/etc/passwd",
        "asset:///letter.css",
        "asset:%6cetter.css",
        "asset:letter.css?x",
        "ASSET:letter.css",
        "Asset:file:///etc/passwd",
    ],
)
def test_any_other_address_ends_the_document(address: str) -> None:
    """LT-02: deny all but the names of bundled assets."""
    with pytest.raises(RefusedResource):
        AssetFetcher({})(address)


def test_no_inherited_handler_is_left() -> None:
    """LT-02: no file, HTTP, FTP, data or redirect handler exists that could answer."""
    fetcher = AssetFetcher({})

    assert fetcher.handlers == []
    assert fetcher.handle_open == {}
