"""What a PDF says of itself: title, language, dates, and that it is PDF/A-3 and PDF/UA."""

from datetime import datetime

from weasyprint.document import DocumentMetadata

END = b"</rdf:RDF>"

# PDF/A asks that a property outside its own list, as PDF/UA's mark is, be described on the spot.
PDF_UA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


class Metadata(DocumentMetadata):  # type: ignore[misc] # WeasyPrint has no type information
    """The metadata the caller chose: what the HTML says of authors or tools is left out."""

    def __init__(self, *, title: str, language: str, made_at: datetime) -> None:
        moment = made_at.isoformat(timespec="seconds")
        super().__init__(title=title, lang=language, created=moment, modified=moment)

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        """Return WeasyPrint's RDF with the mark of PDF/UA inside the same element."""
        rdf: bytes = super().generate_rdf_metadata(variant, version, conformance)
        return rdf.replace(END, PDF_UA + END)
