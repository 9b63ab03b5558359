"""What an assessor and an application have in common: pure comparison of facts.

Compared are account, e-mail domain, telephone, address, employer, sponsor, names of people, what
the assessor registered of interests, suppliers in the cost lines, and whom the applicant asked to
exclude (requirement AZ-12). Domains that unrelated people share say nothing and are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

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
LEAST_LATIN, LEAST_CHINESE = 4, 3
"""Letters or characters of a name that is looked for in running text: a shorter one is a word."""


@dataclass(frozen=True)
class Registered:
    """One interest of an assessor: ``kind`` as in the register, ``body`` whose it is."""

    kind: str
    body: str
    address: str = ""
    to_year: int | None = None
    words: str = ""


@dataclass(frozen=True)
class AssessorFacts:
    """What is compared of an assessor; ``names`` are the person's own."""

    id: int
    user_id: int
    email: str
    phone: str
    employer: str
    names: frozenset[str] = frozenset()
    registered: tuple[Registered, ...] = ()


@dataclass(frozen=True)
class ApplicationFacts:
    """What is compared of an application; with the ``names`` of the organisation
    and of its ``sponsors``.

    ``addresses`` are tuples of parts that must all be there; ``excluded`` are names the applicant
    asked to exclude, ``costs`` the words of the cost lines. Past employment counts that lasted
    into ``since_year`` or later.
    """

    id: int
    member_ids: frozenset[int]
    emails: frozenset[str]
    phones: frozenset[str]
    names: frozenset[str]
    organisation: str
    sponsors: frozenset[str] = frozenset()
    sponsor_emails: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    addresses: frozenset[tuple[str, ...]] = frozenset()
    costs: tuple[str, ...] = ()
    title: str = ""
    excluded: frozenset[str] = frozenset()
    since_year: int = 0


@dataclass(frozen=True)
class Match:
    """One kind of thing in common; ``source`` is a value of ``ConflictSource``.

    ``found`` is the thing; several of one kind stand in one match, divided by semicolons.
    """

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


def normal_text(text: str) -> str:
    """Running text in words of one width and case, between spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("&", " and ")
    return f" {' '.join(NOT_A_WORD.sub(' ', plain).split())} "


def normal_person(name: str) -> str:
    """A person's name whatever the order of its parts: family names stand first or last."""
    return " ".join(sorted(normal_text(name).split()))


def is_in(name: str, text: str) -> bool:
    """Whether a normal name stands in a normal text, as whole words where words have spaces."""
    if not name.isascii():
        return len(name) >= LEAST_CHINESE and name in text
    return len(name) >= LEAST_LATIN and f" {name} " in text


def matches(
    assessors: Iterable[AssessorFacts],
    applications: Iterable[ApplicationFacts],
    *,
    shared_domains: frozenset[str] = frozenset(),
) -> list[Match]:
    """Everything that any assessor and any application have in common, in a fixed order."""
    index = _Index(assessors, PUBLIC_MAIL_DOMAINS | shared_domains)
    return [match for application in applications for match in index.matches(application)]


@dataclass(frozen=True)
class _Entry:
    """One fact of an assessor: what it says, its normal name, the last year of its truth."""

    assessor_id: int
    thing: str
    name: str = ""
    to_year: int | None = None


BODIES: Mapping[str, str] = {
    "employer": "employer",
    "directorship": "directorship",
    "shareholding": "shareholding",
    "past_employment": "former_employer",
}
"""Under which heading of the index the bodies of a kind of interest stand."""


@dataclass
class _Index:
    """Assessors by each thing that is compared, so that each application asks once."""

    assessors: Iterable[AssessorFacts]
    shared: frozenset[str]
    found: dict[tuple[str, object], list[_Entry]] = field(default_factory=dict)
    by_word: dict[str, dict[str, list[_Entry]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.assessors:
            self._add_person(one)
            for interest in (Registered("employer", one.employer), *one.registered):
                self._add_interest(one.id, interest)

    def _add_person(self, one: AssessorFacts) -> None:
        domain = domain_of(one.email)
        own = "" if domain in self.shared else domain
        self._add("account", one.user_id, _Entry(one.id, ""))
        self._add("domain", own, _Entry(one.id, domain))
        self._add("phone", normal_phone(one.phone), _Entry(one.id, normal_phone(one.phone)))
        for name in sorted(one.names):
            self._add("person", normal_person(name), _Entry(one.id, name))

    def _add_interest(self, assessor_id: int, one: Registered) -> None:
        name = normal_name(one.body)
        entry = _Entry(assessor_id, one.words or one.body, name, one.to_year)
        if one.kind == "digital_assets":
            self._add_to("asset", name, entry)
        elif one.kind in BODIES:
            self._add(BODIES[one.kind], name, entry)
            self._add_to("body", name, entry)
        address = normal_text(one.address)
        for word in {"", *address.split()} if one.address else ():
            self.by_word.setdefault(word, {}).setdefault(address, []).append(
                _Entry(assessor_id, one.address)
            )

    def _add(self, heading: str, key: object, entry: _Entry) -> None:
        if key:
            self.found.setdefault((heading, key), []).append(entry)

    def _add_to(self, heading: str, name: str, entry: _Entry) -> None:
        """Under the first word of a name; names without spaces all stand together."""
        first = name.split(" ", 1)[0] if name.isascii() else ""
        if name:
            self._add(heading, (first, ""), entry)

    def matches(self, application: ApplicationFacts) -> Iterator[Match]:
        """Each kind of thing in common once, with everything found of that kind.

        That a member is called like themselves says nothing more.
        """
        kinds: dict[tuple[str, int], dict[str, None]] = {}
        for source, look in LOOKS:
            for entry in look(self, application):
                things = kinds.setdefault((source, entry.assessor_id), {})
                things[entry.thing or application.organisation] = None
        for (source, assessor_id), things in kinds.items():
            if source == "same_person" and ("same_organisation", assessor_id) in kinds:
                continue
            yield Match(assessor_id, application.id, source, "; ".join(things))

    def under(self, heading: str, keys: Iterable[object], since: int = 0) -> Iterator[_Entry]:
        """The entries with one of ``keys`` that were still true in the year ``since``."""
        for key in sorted(set(keys), key=str):
            for entry in self.found.get((heading, key), ()):
                if entry.to_year is None or entry.to_year >= since:
                    yield entry

    def named_in(self, heading: str, texts: Iterable[str], since: int) -> Iterator[_Entry]:
        """The entries whose name stands in one of ``texts``."""
        for text in map(normal_text, texts):
            starts = [("", ""), *((word, "") for word in sorted(set(text.split())))]
            for entry in self.under(heading, starts, since):
                if is_in(entry.name, text):
                    yield entry

    def at(self, addresses: Iterable[tuple[str, ...]]) -> Iterator[_Entry]:
        """The entries whose address holds every part of one of ``addresses``."""
        for parts in sorted(addresses):
            normal = [normal_text(part) for part in parts if part.strip()]
            words = [word for part in normal for word in part.split()]
            if not words:
                continue
            words = [word for word in words if word.isascii()] or [""]
            rarest = min(words, key=lambda word: (len(self.by_word.get(word, ())), word))
            for address, entries in self.by_word.get(rarest, {}).items():
                if all((part if part.isascii() else part.strip()) in address for part in normal):
                    yield from entries


Look = Callable[[_Index, ApplicationFacts], Iterator[_Entry]]


def _bodies(application: ApplicationFacts) -> set[str]:
    return set(map(normal_name, application.names | application.sponsors))


def _excluded_body(heading: str) -> Look:
    def look(index: _Index, one: ApplicationFacts) -> Iterator[_Entry]:
        return index.under(heading, map(normal_name, one.excluded), one.since_year)

    return look


LOOKS: tuple[tuple[str, Look], ...] = (
    ("same_organisation", lambda index, one: index.under("account", one.member_ids)),
    ("same_employer", lambda index, one: index.under("employer", map(normal_name, one.names))),
    ("sponsor", lambda index, one: index.under("employer", map(normal_name, one.sponsors))),
    ("sponsor", lambda index, one: index.under("domain", map(domain_of, one.sponsor_emails))),
    ("same_domain", lambda index, one: index.under("domain", map(domain_of, one.emails))),
    ("same_telephone", lambda index, one: index.under("phone", map(normal_phone, one.phones))),
    ("same_address", lambda index, one: index.at(one.addresses)),
    ("same_person", lambda index, one: index.under("person", map(normal_person, one.people))),
    ("directorship", lambda index, one: index.under("directorship", _bodies(one))),
    ("shareholding", lambda index, one: index.under("shareholding", _bodies(one))),
    (
        "former_employer",
        lambda index, one: index.under("former_employer", _bodies(one), one.since_year),
    ),
    ("digital_assets", lambda index, one: index.named_in("asset", [one.title], one.since_year)),
    ("supplier", lambda index, one: index.named_in("body", one.costs, one.since_year)),
    ("requested", lambda index, one: index.under("person", map(normal_person, one.excluded))),
    *(
        ("requested", _excluded_body(heading))
        for heading in ("employer", "directorship", "former_employer")
    ),
)
"""Where each kind of thing in common is looked for, in the order in which it is told."""
