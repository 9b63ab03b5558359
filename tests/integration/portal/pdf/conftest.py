"""Sample documents that extend the two layouts, and what the reader finds in them."""

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from portal.pdf.letters import Letter, render_template_pdf
from portal.pdf.render import Attachment

MADE_AT = datetime(2025, 9, 1, 1, 30, tzinfo=UTC)


@pytest.fixture
def sample_templates(settings: Settings) -> None:
    """Let the template engine find the samples beside these tests."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates


@pytest.fixture
def award_pdf(sample_templates: None) -> Callable[..., bytes]:
    """Render the sample award letter; arguments replace parts of its context."""

    def make(**changes: Any) -> bytes:
        return render_template_pdf(
            "samples/award.html",
            {**award_context(), **changes},
            language="en",
            made_at=MADE_AT,
            attachments=[
                Attachment(
                    name="award.json", content=b'{"amount":"500000.00"}', description="Award"
                )
            ],
        )

    return make


def award_context() -> dict[str, Any]:
    return {
        "letter": Letter(
            number="LEAP/2025-1/0042/A",
            application="BDA25-0042",
            dated_on=date(2025, 9, 1),
            addressee=(
                "Ms Mira Chan Ka-ling 陳嘉齡女士",
                "Harbour Ledger Limited 海港帳本有限公司",
                "Unit 1203, 12/F, Dragon Court",
                "979 King’s Road, Quarry Bay 鰂魚涌",
                "Hong Kong",
            ),
            signatory_name="Grace Leung",
            signatory_title="Head of Programme",
        ),
        "organisation": "Harbour Ledger Limited",
        "project": "Tokenised trade receivables for small exporters",
        "amount": Decimal("500000.00"),
        "eligible": Decimal("715000.00"),
        "instalments": [
            {
                "name_en": "First",
                "name_zh": "首期",
                "when_en": "the funding agreement has been signed by both sides",
                "when_zh": "雙方簽署資助協議後",
                "share": 60,
                "amount": Decimal("300000.00"),
            },
            {
                "name_en": "Last",
                "name_zh": "末期",
                "when_en": "completion of the project and the final report have been accepted",
                "when_zh": "項目完成並且總結報告獲接納後",
                "share": 40,
                "amount": Decimal("200000.00"),
            },
        ],
        "conditions_en": [
            "The project starts before 15 September 2025 and is completed before 16 November 2025.",
            "The grant is spent on the approved budget lines only. Shifts above 10% need consent.",
            "Money that is not spent, or is spent on something else, is returned within 30 days.",
            "Accounts and invoices are kept for seven years and shown to an auditor we name.",
            "Your sponsor stays party to the agreement until the final report has been accepted.",
            "Publications name the programme as a source of funding, and never as an endorsement.",
        ],
        "conditions_zh": [
            "項目須於2025年9月15日之前展開，並於2025年11月16日之前完成。",
            "資助只可用於已批准的開支項目。如須把某項開支的一成以上撥作其他項目之用，須事先取得我們的同意。",
            "未使用或挪作他用的款項，須於我們提出要求後30天內退還。",
            "帳目及發票須保存七年，並在我們或我們委任的核數師要求時出示。",
            "　貴機構的保薦機構維港銀行須一直為保薦協議的一方，直至總結報告獲接納為止。",
            "刊物須註明資助來源，但不得視之為認許。",
        ],
        "answer_by": date(2025, 9, 12),
    }
