"""The subsets of the font that documents carry."""

import uharfbuzz

from portal.pdf import fonts


def test_a_subset_holds_the_characters_asked_for_and_no_variations() -> None:
    face = uharfbuzz.Face(fonts.subset("龍𨋢", index=fonts.HONG_KONG, weight=fonts.BOLD))

    assert set(face.unicodes) == {ord("龍"), ord("𨋢")}
    assert "CFF " in face.table_tags
    assert face.axis_infos == []


def test_the_same_characters_in_any_order_give_the_same_bytes() -> None:
    once = fonts.subset("龍𨋢嘅", index=fonts.HONG_KONG, weight=fonts.REGULAR)

    assert fonts.subset("嘅龍𨋢龍", index=fonts.HONG_KONG, weight=fonts.REGULAR) == once


def test_regular_and_bold_differ() -> None:
    regular, bold = (
        fonts.subset("龍", index=fonts.HONG_KONG, weight=weight)
        for weight in (fonts.REGULAR, fonts.BOLD)
    )

    assert regular != bold


def test_simplified_chinese_has_the_shapes_of_the_mainland_and_its_full_width_quotes() -> None:
    assert fonts.face_index("zh-Hans") == fonts.SIMPLIFIED
    assert "Letter Quotes" not in fonts.style("zh-Hans").split("html")[1]


def test_every_other_language_has_the_shapes_of_hong_kong_and_latin_quotes() -> None:
    assert {fonts.face_index(tag) for tag in ("en-HK", "zh-Hant-HK")} == {fonts.HONG_KONG}
    assert "Letter Quotes" in fonts.style("en-HK").split("html")[1]


def test_a_document_gets_four_fonts_without_what_the_font_lacks() -> None:
    brought = fonts.for_document("龍😀", language="zh-Hant-HK")

    assert sorted(brought) == [
        "bold.otf",
        "quotes-bold.otf",
        "quotes-regular.otf",
        "regular.otf",
    ]
    drawable = uharfbuzz.Face(brought["regular.otf"]).unicodes
    assert ord("龍") in drawable
    assert ord("😀") not in drawable
