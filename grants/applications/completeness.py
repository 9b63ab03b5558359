"""What an application still lacks: rules over its content, each with its field and a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from grants.applications import sections
from grants.applications.models import AttachmentKind
from grants.questionnaires.conditions import holds, is_answered
from portal.i18n.texts import Text
from portal.ui.counting import count_characters

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: the section, the field of its form, and what to do."""

    section: str
    field: str
    sentence: Any
    kind: str = ""

    @property
    def anchor(self) -> str:
        """The identifier of the field on its page; of a group of boxes that of the first one."""
        is_group = (self.section, self.field) in GROUPS or self.kind in GROUP_KINDS
        return f"id_{self.field}_0" if is_group else f"id_{self.field}"


GROUPS = frozenset(
    {
        (sections.ORGANISATION, "type"),
        (sections.CLASSIFICATION, "pillar"),
        (sections.CLASSIFICATION, "technology"),
        (sections.CLASSIFICATION, "use_cases"),
        (sections.CLASSIFICATION, "regulatory_statuses"),
        (sections.SPONSOR, "kind"),
    }
)
"""Fields of the core shown as radios or checkboxes; a question may have the code of one."""

GROUP_KINDS = frozenset({"choice", "several", "yes_no", "table"})
"""Kinds of questions with several inputs."""

REQUIRED: tuple[tuple[str, str, Any], ...] = (
    (sections.ORGANISATION, "registration_number", _("Enter the business registration number.")),
    (sections.ORGANISATION, "name", _("Enter the name of the organisation in English.")),
    (sections.ORGANISATION, "type", _("Say what kind of organisation applies.")),
    (sections.ORGANISATION, "address_district", _("Choose the district of the address.")),
    (sections.ORGANISATION, "address_street", _("Enter the street and number of the address.")),
    (sections.ORGANISATION, "phone", _("Enter the telephone number of the organisation.")),
    (sections.PROJECT, "title", _("Enter the title of the project.")),
    (sections.PROJECT, "summary", _("Write the summary for the public.")),
    (sections.PROJECT, "starts_on", _("Enter the day on which the project starts.")),
    (sections.PROJECT, "completes_on", _("Enter the day on which the project completes.")),
    (sections.CLASSIFICATION, "pillar", _("Choose the LEAP pillar.")),
    (sections.CLASSIFICATION, "technology", _("Choose the technology area.")),
    (sections.CLASSIFICATION, "use_cases", _("Choose at least one use case.")),
    (sections.CLASSIFICATION, "regulatory_statuses", _("Choose your regulatory status.")),
    (
        sections.CLASSIFICATION,
        "value_involved",
        _("Enter the value of the assets involved; 0 if there are none."),
    ),
    (sections.SPONSOR, "name", _("Enter the name of the sponsor.")),
    (sections.SPONSOR, "kind", _("Choose the kind of sponsor.")),
    (sections.SPONSOR, "contact_name", _("Enter the name of the sponsor's contact person.")),
    (sections.SPONSOR, "contact_email", _("Enter the e-mail address of the contact person.")),
    (sections.SPONSOR, "contribution", _("Say what the sponsor contributes.")),
    (sections.DECLARATION, "declared_at", _("Make the declaration.")),
)
"""Fields that must not be empty; the paths are those of ``snapshots.content``."""

FIELDS = {"declared_at": "is_true"}
"""Where the form's field has another name than the content's."""

WITHOUT_DETAILS = {"none-needed", "unsure"}
"""Codes of the regulatory statuses that have no licence to describe."""


def gaps_in(content: Content) -> list[Gap]:
    """Everything missing in ``content``, in the order of the sections."""
    found = [*_empty_fields(content), *(gap for rule in RULES for gap in rule(content))]
    order = list(sections.titles(content["form"]["sections"]))
    return sorted(found, key=lambda gap: order.index(gap.section))


def is_begun(content: Content, section: str) -> bool:
    """Whether anything was written in ``section``."""
    if sections.is_of_form(section):
        code = sections.code_in_form(section)
        own = [answer for answer in content["answers"] if answer["section"] == code]
        return any(is_answered(answer["value"]) for answer in own)
    part = content[section]
    if section == sections.BUDGET:
        return bool(part["lines"])
    if section == sections.ATTACHMENTS:
        return bool(_others(content))
    return any(part.values()) if isinstance(part, Mapping) else bool(part)


def _empty_fields(content: Content) -> Iterator[Gap]:
    for section, field, sentence in REQUIRED:
        if content[section][field] in (None, "", []):
            yield Gap(section, FIELDS.get(field, field), sentence)


def _dates_fit_the_call(content: Content) -> Iterator[Gap]:
    project, call = content["project"], content["call"]
    starts, completes = project["starts_on"], project["completes_on"]
    if starts and starts >= call["start_by"]:
        yield Gap(
            sections.PROJECT, "starts_on", _("The project starts later than the call allows.")
        )
    if completes and completes >= call["complete_by"]:
        yield Gap(
            sections.PROJECT,
            "completes_on",
            _("The project completes later than the call allows."),
        )


def _licence_is_described(content: Content) -> Iterator[Gap]:
    part = content["classification"]
    codes = {status["code"] for status in part["regulatory_statuses"]} - WITHOUT_DETAILS
    if codes and not part["regulatory_details"]:
        yield Gap(
            sections.CLASSIFICATION,
            "regulatory_details",
            _("Give the regulator, the licence number and the date of your regulatory status."),
        )


def _agreement_is_signed_and_attached(content: Content) -> Iterator[Gap]:
    accepts_intent = content["call"]["accepts_letter_of_intent"]
    if not content["sponsor"]["agreed_on"] and not accepts_intent:
        yield Gap(
            sections.SPONSOR,
            "agreed_on",
            _("Enter the day on which the sponsorship agreement was signed."),
        )
    if AttachmentKind.SPONSOR_AGREEMENT not in {one["kind"] for one in content["attachments"]}:
        yield Gap(sections.SPONSOR, "agreement", _("Attach the signed sponsorship agreement."))


def _no_file_holds_a_virus(content: Content) -> Iterator[Gap]:
    for one in content["attachments"]:
        if one.get("is_infected"):
            section, field = _place_of(one, content)
            sentence = _("A virus was found in {name}. Remove it and attach a clean copy.")
            yield Gap(section, field, format_lazy(sentence, name=one["name"]))


def _place_of(file: Content, content: Content) -> tuple[str, str]:
    """The section and the field in which a file was attached."""
    if file["kind"] == AttachmentKind.SPONSOR_AGREEMENT:
        return sections.SPONSOR, "agreement"
    answered = (one for one in content["answers"] if one["code"] == file.get("question"))
    answer = next(answered, None)
    if answer is None:
        return sections.ATTACHMENTS, "file"
    return sections.of_form(answer["section"]), answer["code"]


def _team_has_one_lead(content: Content) -> Iterator[Gap]:
    team = content["team"]
    if not team:
        yield Gap(sections.TEAM, "form-0-name", _("Add at least one member of the team."))
        return
    if not any(member["is_lead"] for member in team):
        yield Gap(sections.TEAM, "form-0-is_lead", _("Say who leads the project."))
    for number, member in enumerate(team):
        for field in ("position", "experience"):
            if not member[field]:
                sentence = MEMBER_SENTENCES[field]
                yield Gap(
                    sections.TEAM,
                    f"form-{number}-{field}",
                    format_lazy(sentence, name=member["name"]),
                )


MEMBER_SENTENCES = {
    "position": _("Enter the position of {name}."),
    "experience": _("Describe the relevant experience of {name}."),
}


def _budget_asks_for_something(content: Content) -> Iterator[Gap]:
    budget = content["budget"]
    if Decimal(budget["requested"]) <= 0:
        yield Gap(
            sections.BUDGET,
            "form-0-amount",
            _("Add at least one cost of a kind that the scheme funds."),
        )
    for number, line in enumerate(budget["lines"]):
        if not line["description"]:
            yield Gap(
                sections.BUDGET,
                f"form-{number}-description",
                format_lazy(_("Say what budget line {number} pays for."), number=number + 1),
            )


def _questions_are_answered(content: Content) -> Iterator[Gap]:
    for answer in content["answers"]:
        words = _lacking(answer)
        if words is not None:
            sentence = format_lazy(words, question=Text(answer["label"]))
            section = sections.of_form(answer["section"])
            yield Gap(section, answer["code"], sentence, answer["kind"])


def _lacking(answer: Content) -> Any:
    """What to do about an answer, with a place for its question; None when all is well.

    A saved answer can break a limit only when a corrected form has drawn it more narrowly.
    """
    value, kind, limits = answer["value"], answer["kind"], answer["limits"]
    if not is_answered(value):
        return _("Answer the question: {question}") if answer["is_required"] else None
    if kind in ("short", "long"):
        is_long = count_characters(value) > limits["most_characters"]
        return _("Shorten the answer to: {question}") if is_long else None
    if kind in ("several", "table"):
        most = limits["most"]
        return _("Give fewer entries in: {question}") if most and len(value) > most else None
    is_outside = kind in ("number", "money", "date") and not _is_between(value, limits)
    return _("Correct the answer, it is outside the limits: {question}") if is_outside else None


def _is_between(value: str, limits: Content) -> bool:
    """Whether a number or a day lies within its limits, ends included."""
    bounds = (("at_least", limits["least"]), ("at_most", limits["most"]))
    return all(
        holds({"question": "it", "is": comparison, "value": bound}, {"it": value})
        for comparison, bound in bounds
        if bound is not None
    )


def _others(content: Content) -> list[Any]:
    elsewhere = (AttachmentKind.SPONSOR_AGREEMENT, AttachmentKind.ANSWER)
    return [one for one in content["attachments"] if one["kind"] not in elsewhere]


RULES: tuple[Callable[[Content], Iterator[Gap]], ...] = (
    _dates_fit_the_call,
    _licence_is_described,
    _agreement_is_signed_and_attached,
    _no_file_holds_a_virus,
    _team_has_one_lead,
    _budget_asks_for_something,
    _questions_are_answered,
)
