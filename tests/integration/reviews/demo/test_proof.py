from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest

from grants.applications.models import BudgetLine
from grants.awards.models import Award, Instalment, Letter
from grants.decisions.models import Decision, Recommendation
from grants.programmes.models import Call
from reviews.demo.proof import Mismatch, prove

HEADINGS = "Grouping,Code,Awarded (HKD)"


def letter_of(letter: Letter, folder: Path, *, amount: str = "") -> Path:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    told = json.dumps({"amount": amount or str(letter.decision.amount)}).encode()
    pdf.attachments["letter.json"] = pikepdf.AttachedFileSpec(
        pdf,
        told,
        description="",
        filename="letter.json",
        mime_type="application/json",
        creation_date="",
        mod_date="",
    )
    target = folder / f"{letter.number}.pdf"
    pdf.save(target)
    return target


def letters_of(folder: Path) -> list[Path]:
    return [letter_of(letter, folder) for letter in Letter.objects.order_by("number")]


def report(folder: Path, *rows: str) -> Path:
    target = folder / "funding-report.csv"
    target.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8-sig")
    return target


def sum_of_awards() -> Decimal:
    return sum((award.amount for award in Award.objects.all()), Decimal(0))


def test_what_fits_together_is_proven(released: Call, tmp_path: Path) -> None:
    total = sum_of_awards()
    good = report(tmp_path, f"Call,a,{total}", f"Call,total,{total}", f"Pillar,L,{total}")

    assert prove(released, letters=letters_of(tmp_path), reports=[good]) == total > 0


def smaller_award() -> None:
    award = Award.objects.order_by("pk")[0]
    Award.objects.filter(pk=award.pk).update(amount=award.amount - 1)


def smaller_decision() -> None:
    decision = Decision.objects.filter(is_award=True).order_by("pk")[0]
    Decision.objects.filter(pk=decision.pk).update(amount=decision.amount - 1)


def smaller_instalment() -> None:
    instalment = Instalment.objects.order_by("pk")[0]
    Instalment.objects.filter(pk=instalment.pk).update(amount=instalment.amount - 1)


def shifted_instalments() -> None:
    first, second = Instalment.objects.order_by("award", "number")[:2]
    Instalment.objects.filter(pk=first.pk).update(amount=first.amount - 1)
    Instalment.objects.filter(pk=second.pk).update(amount=second.amount + 1)


def smaller_commitment() -> None:
    Call.objects.update(committed=1)


def smaller_envelope() -> None:
    Call.objects.update(committed=0, envelope=1)


def award_with_cents() -> None:
    award = Award.objects.order_by("pk")[0]
    cents = award.amount - Decimal("0.50")
    Award.objects.filter(pk=award.pk).update(amount=cents)
    Decision.objects.filter(award=award).update(amount=cents)
    Recommendation.objects.filter(application__decision__award=award).update(amount=cents)


def cheaper_budget() -> None:
    application = Award.objects.order_by("pk")[0].decision.application
    BudgetLine.objects.filter(application=application).update(amount=1)


@pytest.mark.parametrize(
    ("falsify", "sentence"),
    [
        (smaller_award, "the award of"),
        (smaller_decision, "the decision on"),
        (smaller_instalment, "instalments of .* instead of"),
        (shifted_instalments, "instalments of .* instead of"),
        (smaller_commitment, "the commitment of the call: 1.00 HKD"),
        (smaller_envelope, "the envelope holds 1.00 HKD"),
        (award_with_cents, "not in whole dollars"),
        (cheaper_budget, "may have"),
    ],
)
def test_each_falsified_sum_is_found(
    released: Call, tmp_path: Path, falsify: Callable[[], None], sentence: str
) -> None:
    letters = letters_of(tmp_path)

    falsify()

    with pytest.raises(Mismatch, match=sentence):
        prove(released, letters=letters, reports=[])


def test_a_missing_letter_is_found(released: Call, tmp_path: Path) -> None:

    with pytest.raises(Mismatch, match="There are 1 letters for 3 decisions"):
        prove(released, letters=letters_of(tmp_path)[:1], reports=[])


def test_a_letter_with_another_amount_is_found(released: Call, tmp_path: Path) -> None:
    letters = letters_of(tmp_path)
    false = letter_of(Letter.objects.order_by("number")[0], tmp_path, amount="7.00")

    with pytest.raises(Mismatch, match=f"letter {false.stem}: 7.00 HKD instead of"):
        prove(released, letters=letters, reports=[])


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["Call,a,5.00"], "funding-report.csv Call: 5.00 HKD instead of"),
        (["Call,a,{total}", "Call,total,5.00"], "the total of funding-report.csv Call"),
        (["Call,a,{total}", "Pillar,L,"], "funding-report.csv Pillar: 0 HKD instead of"),
        ([], "funding-report.csv: 0 HKD instead of"),
    ],
)
def test_a_report_that_says_something_else_is_found(
    released: Call, tmp_path: Path, rows: list[str], sentence: str
) -> None:
    written = [row.format(total=sum_of_awards()) for row in rows]

    with pytest.raises(Mismatch, match=sentence):
        prove(released, letters=letters_of(tmp_path), reports=[report(tmp_path, *written)])
