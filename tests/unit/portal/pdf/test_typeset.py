"""One document through WeasyPrint, in this process."""

import io
import logging

import pikepdf
import pytest
from pypdf import PdfReader

from portal.pdf.contract import Attachment, Limits, MissingGlyph, Reason, RenderFailed
from portal.pdf.typeset import typeset
from tests.reading import attachments_of, text_of
from tests.unit.portal.pdf.orders import order

# WeasyPrint leaves the file of its colour profile to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014.icc:ResourceWarning")


def test_the_words_can_be_read_back() -> None:
    """LT-04: rare characters included."""
    sheets = typeset(order("<p>Zoë O’Brien of 鰂魚涌: 龍 𨋢 嘅 啲"))

    assert sheets.pages == 1
    assert text_of(sheets.pdf) == "Zoë O’Brien of 鰂魚涌: 龍 𨋢 嘅 啲"


def test_the_metadata_is_the_callers_and_not_that_of_the_html() -> None:
    html = (
        "<title>Draft</title><meta name=author content='Ines'><meta name=generator content=x><p>a"
    )

    reader = PdfReader(io.BytesIO(typeset(order(html)).pdf))

    assert reader.metadata is not None
    assert reader.metadata.title == "Letter 龍"
    assert reader.metadata.author is None
    assert reader.metadata.creator is None
    assert reader.metadata.get("/CreationDate") == "D:20250901013000+00'00"


def test_the_file_claims_pdf_a_3a_and_pdf_ua_1_in_one_block() -> None:
    with pikepdf.open(io.BytesIO(typeset(order("<p>a")).pdf)) as pdf:
        with pdf.open_metadata() as metadata:
            claims = {key: str(metadata.get(key)) for key in CLAIMS}
        block = pdf.Root.Metadata.read_bytes()

        assert claims == CLAIMS
        assert block.count(b"<rdf:RDF") == 1
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "en-HK"


CLAIMS = {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}


def test_a_file_travels_inside_with_its_relationship() -> None:
    award = Attachment(name="award.json", content=b'{"amount":"500000.00"}', description="Award")

    pdf = typeset(order("<p>a", attachments=(award,))).pdf

    assert attachments_of(pdf) == {"award.json": b'{"amount":"500000.00"}'}
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert {str(file.AFRelationship) for file in opened.Root.AF} == {"/Data"}


def test_header_cells_say_what_they_head() -> None:
    table = (
        "<table><thead><tr><th>Instalment<th>Sum</thead>"
        "<tbody><tr><th scope=row>First<td>HK$300,000</table>"
    )

    with pikepdf.open(io.BytesIO(typeset(order(table)).pdf)) as pdf:
        scopes = [
            str(element.A.Scope)
            for element in pdf.objects
            if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/TH"
        ]

    assert sorted(scopes) == ["/Column", "/Column", "/Row"]


def test_running_heads_are_artefacts_and_text_is_not() -> None:
    html = (
        "<style>@page { @bottom-left { content: element(foot) } }"
        " .foot { position: running(foot) }</style><p class=foot>Page one<p>Dear Mira"
    )

    with pikepdf.open(io.BytesIO(typeset(order(html)).pdf)) as pdf:
        page = pdf.pages[0].obj
        marks = [
            (str(step.operands[0]), step.operands[1])
            for step in pikepdf.parse_content_stream(page)
            if str(step.operator) == "BDC"
        ]
        owners = pdf.Root.StructTreeRoot.ParentTree.Nums[1]

    assert [tag for tag, _ in marks] == ["/Span", "/Artifact"]
    assert marks[1][1].get("/Type") == "/Pagination"
    assert [owner is None for owner in owners] == [False, True]


def test_too_many_pages_fail() -> None:
    """LT-03: ten pages by default, or as many as the caller says."""
    html = "<p style='break-before: page'>a" * 3

    with pytest.raises(RenderFailed) as failure:
        typeset(order(html, limits=Limits(pages=2)))

    assert failure.value.reason == Reason.TOO_LONG
    assert failure.value.detail == "3 pages, at most 2"


def test_an_address_fails() -> None:
    with pytest.raises(RenderFailed) as failure:
        typeset(order("<img src=http://127.0.0.1:9/x>"))

    assert failure.value.reason == Reason.REFUSED_RESOURCE
    assert failure.value.detail == "http://127.0.0.1:9/x"


def test_an_address_inside_a_drawing_fails_although_weasyprint_goes_on() -> None:
    """LT-01: WeasyPrint swallows whatever is raised while it draws."""
    svg = "<svg xmlns='http://www.w3.org/2000/svg'><image href='http://127.0.0.1:9/x'/></svg>"

    with pytest.raises(RenderFailed) as failure:
        typeset(order(svg))

    assert failure.value.reason == Reason.REFUSED_RESOURCE


def test_nesting_without_end_fails() -> None:
    """LT-03: 60 nested tables exhaust WeasyPrint's recursion."""
    with pytest.raises(RenderFailed) as failure:
        typeset(order("<table><tr><td>" * 60))

    assert failure.value.reason == Reason.TOO_BIG


def test_a_box_that_weasyprint_only_warns_of_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def paint(_order: object) -> None:
        logging.getLogger("weasyprint").warning("another warning")
        logging.getLogger("weasyprint").warning('.notdef glyph rendered: "%s"', "ก")

    monkeypatch.setattr("portal.pdf.typeset._render", paint)

    with pytest.raises(MissingGlyph) as failure:
        typeset(order("<p>a"))

    assert failure.value.detail == '.notdef glyph rendered: "ก"'
