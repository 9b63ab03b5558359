"""A complete content, as ``snapshots.content`` gives it, to be changed by each test."""

from __future__ import annotations

from typing import Any


def term(code: str) -> dict[str, Any]:
    return {"code": code, "label": {"en": code}}


def complete() -> dict[str, Any]:
    """Nothing is missing."""
    return {
        "format": 2,
        "reference": "BDA30-0001",
        "submitted_at": None,
        "call": {
            "code": "2030-1",
            "title": {"en": "Round one"},
            "start_by": "2030-09-15",
            "complete_by": "2030-11-16",
            "cap": "500000.00",
            "rate": 80,
            "accepts_letter_of_intent": False,
        },
        "organisation": {
            "registration_number": "10000016",
            "name": "Harbour Ledger Limited",
            "type": "company",
            "address_district": "kwun-tong",
            "address_street": "88 How Ming Street",
            "phone": "+85221234567",
        },
        "project": {
            "title": "Receivables",
            "title_zh": "",
            "summary": "Paid within a day.",
            "starts_on": "2030-09-14",
            "completes_on": "2030-11-15",
        },
        "classification": {
            "pillar": term("A"),
            "technology": term("rwa"),
            "use_cases": [term("trade")],
            "regulatory_statuses": [term("none-needed")],
            "regulatory_details": "",
            "sandboxes": [],
            "value_involved": "0.00",
        },
        "sponsor": {
            "name": "Victoria Harbour Bank",
            "kind": term("bank"),
            "contact_name": "Wong Mei-ling",
            "contact_email": "meiling@bank.example.hk",
            "contribution": "Data.",
            "agreed_on": "2030-06-01",
        },
        "team": [
            {
                "name": "Mira Chan",
                "name_zh": "",
                "position": "Chief executive",
                "experience": "Ten years.",
                "is_lead": True,
            }
        ],
        "budget": {
            "lines": [{"kind": "staff", "description": "Engineers", "amount": "500000.00"}],
            "requested": "400000.00",
        },
        "form": {"version": 1, "sections": [{"code": "need", "title": {"en": "Need"}}]},
        "answers": [
            {
                "code": "problem",
                "section": "need",
                "kind": "long",
                "label": {"en": "What problem?"},
                "is_required": True,
                "limits": {"most_characters": 10},
                "columns": [],
                "value": "Slow money",
            }
        ],
        "attachments": [{"kind": "sponsor_agreement", "name": "agreement.pdf"}],
        "declaration": {"declared_at": "2030-06-02T10:00:00+00:00", "declared_by": "Mira Chan"},
    }
