"""Mends two things in WeasyPrint's tags that PDF/UA-1 asks for, before the file is written.

Running heads and feet come out as tagged text outside the tree: they become pagination artefacts,
which a screen reader passes over. Header cells come out without saying what they head.
"""

from collections.abc import Iterator
from typing import Any

import pydyf  # type: ignore[import-untyped] # it has no type information


def mend(_document: object, pdf: pydyf.PDF) -> None:
    """Mend the tags of ``pdf`` in place; the signature is that of WeasyPrint's finisher."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    in_tree = {element.number: element for element in _elements_below(pdf, root)}
    for element in in_tree.values():
        if element.get("S") == "/TH":
            element["A"]["Scope"] = _scope(pdf, element)
    parents = _object(pdf, root["ParentTree"])["Nums"]
    pages = [_object(pdf, reference) for reference in pdf.page_references]
    for page, owners in zip(pages, parents[1::2], strict=False):
        _demote(_object(pdf, page["Contents"]), owners, in_tree)


def _demote(stream: pydyf.Stream, owners: pydyf.Array, in_tree: dict[int, Any]) -> None:
    """Turn the marked content whose owner is not in the tree into artefacts."""
    for position, properties in enumerate(list(stream.stream)):
        mark = properties.get("MCID") if isinstance(properties, dict) else None
        if mark is None or _number(owners[mark]) in in_tree:
            continue
        stream.stream[position - 1] = "/Artifact"
        stream.stream[position] = pydyf.Dictionary({"Type": "/Pagination"})
        owners[mark] = "null"


def _elements_below(pdf: pydyf.PDF, element: pydyf.Dictionary) -> Iterator[pydyf.Dictionary]:
    for kid in element.get("K", ()):
        if isinstance(kid, bytes):
            child = _object(pdf, kid)
            yield child
            yield from _elements_below(pdf, child)


def _scope(pdf: pydyf.PDF, cell: pydyf.Dictionary) -> str:
    row = _object(pdf, cell["P"])
    group = _object(pdf, row["P"])
    return "/Column" if group.get("S") == "/THead" else "/Row"


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[_number(reference)]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
