"""What an assessor and an application have in common: pure comparison of facts.

Compared are account, e-mail domain, telephone and employer (requirement AZ-12). Domains that
unrelated people share say nothing and are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PUBLIC_MAIL_DOMAINS = frozenset(
    {
        "126.com",
        "139.com",
        "163.com",
        "189.cn",
        "aol.com",
        "fastmail.com",
        "foxmail.com",
        "gmail.com",
        "gmx.com",
        "googlemail.com",
        "hkbn.net",
        "hotmail.com",
        "hotmail.com.hk",
        "icloud.com",
        "live.com",
        "live.hk",
        "mac.com",
        "mail.com",
        "me.com",
        "msn.com",
        "naver.com",
        "netvigator.com",
        "outlook.com",
        "outlook.hk",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "sina.cn",
        "sina.com",
        "sohu.com",
        "yahoo.com",
        "yahoo.com.cn",
        "yahoo.com.hk",
        "yahoo.com.tw",
        "yeah.net",
        "ymail.com",
        "zoho.com",
    }
)

LEGAL_FORM = re.compile(
    r"(股份有限公司|有限公司|有限責任公司|有限责任公司"
    r"|\b(the|limited|ltd|company|co|incorporated|inc|corporation|corp|plc|llc|llp)\b)"
)
NOT_A_WORD = re.compile(r"[^\w]+")
HONG_KONG = "852"


@dataclass(frozen=True)
class AssessorFacts:
    """What is compared of an assessor."""

    id: int
    user_id: int
    email: str
    phone: str
    employer: str


@dataclass(frozen=True)
class ApplicationFacts:
    """What is compared of an application; ``names`` are the organisation's and its sponsor's."""

    id: int
    member_ids: frozenset[int]
    emails: frozenset[str]
    phones: frozenset[str]
    names: frozenset[str]
    organisation: str


@dataclass(frozen=True)
class Match:
    """One thing in common; ``source`` is a value of ``ConflictSource``, ``found`` the thing."""

    assessor_id: int
    application_id: int
    source: str
    found: str


def domain_of(email: str) -> str:
    """The domain of an address in lower case; empty where there is none."""
    return email.rpartition("@")[2].strip().lower() if "@" in email else ""


def normal_phone(phone: str) -> str:
    """The digits of a telephone number, those of Hong Kong without 852; empty if too short."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
    if len(digits) == 11 and digits.startswith(HONG_KONG):
        digits = digits.removeprefix(HONG_KONG)
    return digits if len(digits) >= 8 else ""


def normal_name(name: str) -> str:
    """A body's name without legal form, punctuation, width and case, so that twins are equal."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    words = NOT_A_WORD.sub(" ", LEGAL_FORM.sub(" ", NOT_A_WORD.sub(" ", plain)))
    return " ".join(words.split())


def matches(
    assessors: Iterable[AssessorFacts],
    applications: Iterable[ApplicationFacts],
    *,
    shared_domains: frozenset[str] = frozenset(),
) -> list[Match]:
    """Everything that any assessor and any application have in common, in a fixed order."""
    prepared = [_Assessor.of(one, PUBLIC_MAIL_DOMAINS | shared_domains) for one in assessors]
    found: list[Match] = []
    for application in applications:
        compared = _Application.of(application)
        for assessor in prepared:
            found += [
                Match(assessor.id, application.id, source, thing)
                for source, thing in compared.in_common_with(assessor)
            ]
    return found


@dataclass(frozen=True)
class _Assessor:
    id: int
    user_id: int
    domain: str
    phone: str
    employer: str
    employer_as_written: str

    @classmethod
    def of(cls, facts: AssessorFacts, shared: frozenset[str]) -> _Assessor:
        domain = domain_of(facts.email)
        return cls(
            id=facts.id,
            user_id=facts.user_id,
            domain="" if domain in shared else domain,
            phone=normal_phone(facts.phone),
            employer=normal_name(facts.employer),
            employer_as_written=facts.employer,
        )


@dataclass(frozen=True)
class _Application:
    facts: ApplicationFacts
    domains: frozenset[str]
    phones: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, facts: ApplicationFacts) -> _Application:
        return cls(
            facts=facts,
            domains=frozenset(map(domain_of, facts.emails)) - {""},
            phones=frozenset(map(normal_phone, facts.phones)) - {""},
            names=frozenset(map(normal_name, facts.names)) - {""},
        )

    def in_common_with(self, assessor: _Assessor) -> Iterator[tuple[str, str]]:
        if assessor.user_id in self.facts.member_ids:
            yield "same_organisation", self.facts.organisation
        if assessor.employer in self.names:
            yield "same_employer", assessor.employer_as_written
        if assessor.domain in self.domains:
            yield "same_domain", assessor.domain
        if assessor.phone in self.phones:
            yield "same_telephone", assessor.phone
