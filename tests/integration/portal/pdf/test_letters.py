"""Letters and documents that extend the layouts."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pikepdf
import pytest
from pypdf import PdfReader

from portal.pdf.letters import Part, render_template_pdf
from tests.integration.portal.pdf.conftest import MADE_AT
from tests.reading import attachments_of, pages_of, text_of, unspaced_text_of

Award = Callable[..., bytes]


def test_a_letter_speaks_english_and_then_traditional_chinese(award_pdf: Award) -> None:
    """LT-04: what the reader finds is what the context held."""
    pdf = award_pdf()

    words, letters = text_of(pdf), unspaced_text_of(pdf)
    assert "Harbour Ledger Limited’s project “Tokenised trade receivables" in words
    assert "First the funding agreement has been signed by both sides 60% HK$300,000" in words
    assert "on or before 12 September 2025" in words
    assert "請於2025年9月12日或之前" in letters
    assert "香港鰂魚涌、𨋢、嘅、啲、龍。" in letters
    assert words.index("Grant awarded HK$500,000") < words.index("資助金額 HK$500,000")


def test_the_title_the_language_and_the_file_inside_are_the_letters(award_pdf: Award) -> None:
    pdf = award_pdf()

    metadata = PdfReader(io.BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.title == "Award letter LEAP/2025-1/0042/A"
    assert list(attachments_of(pdf)) == ["award.json"]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "en-HK"


def test_every_page_names_the_letter_and_counts(award_pdf: Award) -> None:
    pdf = award_pdf()

    words = text_of(pdf)
    assert pages_of(pdf) == 4
    unspaced = words.replace(" ", "")
    assert all(f"LEAP/2025-1/0042/A Page {page} of 4" in words for page in (1, 2))
    assert all(f"LEAP/2025-1/0042/A第{page}頁，共4頁" in unspaced for page in (3, 4))


def test_further_pages_have_a_running_head_and_first_pages_do_not(award_pdf: Award) -> None:
    pages = PdfReader(io.BytesIO(award_pdf())).pages

    with_head = ["1 September 2025 Letter" in " ".join(p.extract_text().split()) for p in pages[:2]]
    assert with_head == [False, True]


def test_every_font_is_embedded_and_is_ours(award_pdf: Award) -> None:
    """No glyph comes from a font of the machine."""
    with pikepdf.open(io.BytesIO(award_pdf())) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and is_font(o)]
        names = {str(font.FontName).partition("+")[2] for font in fonts}

        assert names == {"Letter", "Letter-Bold", "Letter-Quotes"}
        assert all("/FontFile3" in font for font in fonts)


def is_font(value: pikepdf.Dictionary) -> bool:
    return value.get("/Type") == "/FontDescriptor"


def test_a_letter_stays_small(award_pdf: Award) -> None:
    assert len(award_pdf()) < 100_000


def test_markup_in_a_name_is_text(award_pdf: Award) -> None:
    """LT-04: an organisation cannot write HTML into its letter."""
    name = "<img src='http://127.0.0.1/x'> & <script>alert(1)</script> Ltd"

    pdf = award_pdf(organisation=name, amount=Decimal("123456.00"))

    assert "".join(f"{name}’s project".split()) in unspaced_text_of(pdf)
    assert "Grant awarded HK$123,456" in text_of(pdf)


def test_a_letter_can_be_in_one_language(award_pdf: Award) -> None:
    pdf = award_pdf(parts=(Part(code="en", lang="en-HK"),))

    assert pages_of(pdf) == 2
    assert "資助" not in text_of(pdf)


@pytest.mark.parametrize(
    ("language", "on"),
    [("en", "1 August 2025"), ("zh-hant", "2025年8月1日"), ("zh-hans", "2025年8月1日")],
)
def test_a_document_is_in_the_language_asked_for(
    sample_templates: None, language: str, on: str
) -> None:
    pdf = render_template_pdf(
        "samples/receipt.html",
        {
            "reference": "BDA25-0042",
            "submitted_on": date(2025, 8, 1),
            "facts": [("Applicant", "海港帳本有限公司"), ("Grant asked for", "HK$500,000")],
        },
        language=language,
        made_at=MADE_AT,
    )

    assert f"Submitted on {on}." in text_of(pdf)
    assert "Applicant 海港帳本有限公司 Grant asked for HK$500,000" in text_of(pdf)


def test_a_document_without_a_title_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="title"):
        render_template_pdf("letters/layouts/document.html", {}, language="en", made_at=MADE_AT)


def test_a_template_without_a_title_element_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="title"):
        render_template_pdf("components/tag.html", {}, language="en", made_at=MADE_AT)
