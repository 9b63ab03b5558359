"""What an assessor and an application have in common: pure comparison of facts.

Compared are account, e-mail domain, telephone and employer (requirement AZ-12). Domains that
unrelated people share say nothing and are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
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
    index = _Index(assessors, PUBLIC_MAIL_DOMAINS | shared_domains)
    return [match for application in applications for match in index.matches(application)]


class _Index:
    """Assessors by account, employer, domain and telephone, so that each application asks once."""

    def __init__(self, assessors: Iterable[AssessorFacts], shared: frozenset[str]) -> None:
        self.found: dict[tuple[str, object], list[tuple[int, str]]] = defaultdict(list)
        for one in assessors:
            domain = domain_of(one.email)
            self._add("same_organisation", one.user_id, one.id, "")
            self._add("same_employer", normal_name(one.employer), one.id, one.employer)
            self._add("same_domain", "" if domain in shared else domain, one.id, domain)
            self._add("same_telephone", normal_phone(one.phone), one.id, normal_phone(one.phone))

    def _add(self, source: str, key: object, assessor_id: int, thing: str) -> None:
        if key:
            self.found[source, key].append((assessor_id, thing))

    def matches(self, application: ApplicationFacts) -> Iterator[Match]:
        """Each thing in common once, whatever the number of members who share it."""
        asked: tuple[tuple[str, Iterable[object]], ...] = (
            ("same_organisation", application.member_ids),
            ("same_employer", map(normal_name, application.names)),
            ("same_domain", map(domain_of, application.emails)),
            ("same_telephone", map(normal_phone, application.phones)),
        )
        for source, things in asked:
            for key in sorted(set(things), key=str):
                for assessor_id, thing in self.found.get((source, key), ()):
                    found = thing or application.organisation
                    yield Match(assessor_id, application.id, source, found)
