"""HTML to PDF: letters, receipts, snapshots and minutes.

Rendering runs in a process of its own that can reach neither the network nor any file but the
bundled assets, within limits of time, memory and pages. Nothing here needs Django's settings
except ``portal.pdf.letters``.
"""
