"""Who may sign and waive, how it is proved, and the limits of waivers: the settings `roles`, `signoff`, `waivers`."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from mdcheck.document.blocks.durations import whole_days
from mdcheck.document.declared import word_list
from mdcheck.document.model import Severity
from mdcheck.errors import did_you_mean
from mdcheck.results.people.person import address_key, is_address
from mdcheck.results.proof import Proof

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mdcheck.results.people.person import Person

ANYONE = "anyone"
"""The role that everybody has."""
_MOST_PEOPLE = 1000
"""In one role."""


class KeyFormat(StrEnum):
    """The format of the signatures of commits that are believed."""

    SSH = "ssh"
    """Those of the keys in `allowed_signers`."""
    OPENPGP = "openpgp"
    """Those of the keys that the person who runs mdcheck trusts."""


class SignoffPolicy(NamedTuple):
    """The setting `signoff`."""

    proof: Proof = Proof.CLAIMED
    bound: bool = False
    """Whether a signature counts only if it says what was signed."""
    allowed_signers: str = ""
    """The file with the keys of those who may sign, from the folder of the policy's file."""
    revoked_keys: str = ""
    """The file with the keys that must not be believed any more."""
    format: KeyFormat = KeyFormat.SSH


class WaiverPolicy(NamedTuple):
    """The setting `waivers`."""

    roles: tuple[str, ...] = ()
    """One of which a person must have to waive; without any, everybody may."""
    max: int | None = None
    """The days from today on for which a waiver may hold."""
    never: frozenset[Severity] = frozenset()
    """The severities of checks that nobody may waive."""
    proof: Proof = Proof.CLAIMED


class KeyFiles(NamedTuple):
    """The keys that signatures are verified by, where the policy asks for such."""

    signers: bytes = b""
    """The content of the file of allowed signers."""
    revoked: bytes = b""
    problem: str = ""
    """Why there are none, and what to do."""


class Policy(NamedTuple):
    """The policy of a repository, and where it was read."""

    roles: Mapping[str, frozenset[str]] = MappingProxyType({})
    """The addresses of those who have each role, in the form of `Person.key`."""
    signoff: SignoffPolicy = SignoffPolicy()
    waivers: WaiverPolicy = WaiverPolicy()
    origin: str = ""
    """Such as `mdcheck.toml at origin/main`; empty where no policy is written."""
    own: bool = False
    """Whether it is the working tree's own, which the change that is judged may have changed as well."""
    keys: KeyFiles = KeyFiles()

    @property
    def words(self) -> str:
        """Where it comes from, for reports."""
        if not self.origin:
            return "no policy: anybody may sign and waive"
        if self.own:
            return f"policy: this branch's own ({self.origin}); --base REV takes that of another"
        return f"policy: {self.origin}"

    def roles_of(self, person: Person) -> tuple[str, ...]:
        """The roles that the person has, in their order."""
        return tuple(role for role, addresses in self.roles.items() if person.key in addresses)

    def may_waive(self, person: Person) -> bool:
        """Whether the person has one of the roles that may waive."""
        return not self.waivers.roles or any(role in self.waivers.roles for role in self.roles_of(person))


def read_roles(value: Any) -> Mapping[str, frozenset[str]]:
    """The setting `roles`; raises ValueError with what is wrong with it."""
    if not isinstance(value, dict):
        raise ValueError('roles is a table of roles with addresses, as in tech-lead = ["ada@example.org"]')  # noqa: TRY004 - a wrong value, not a bug
    roles = {}
    for role, addresses in value.items():
        names = word_list(addresses)
        if not role.strip() or role == ANYONE:
            raise ValueError(f"roles: “{role}” can't be the name of a role")
        if names is None or len(names) > _MOST_PEOPLE:
            raise ValueError(f"roles: {role} is a list of addresses, at most {_MOST_PEOPLE}")
        if wrong := next((name for name in names if not is_address(name)), None):
            raise ValueError(f"roles: {role}: “{wrong}” is no address such as ada@example.org")
        roles[role] = frozenset(map(address_key, names))
    return MappingProxyType(roles)


def read_signoff(value: Any) -> SignoffPolicy:
    """The setting `signoff`; raises ValueError with what is wrong with it."""
    known = {
        "proof": _proof,
        "bound": _true_or_false,
        "format": lambda given: KeyFormat(_one_of(given, "format", KeyFormat)),
        "allowed_signers": lambda given: _file(given, "allowed_signers"),
        "revoked_keys": lambda given: _file(given, "revoked_keys"),
    }
    return SignoffPolicy(**_table(value, "signoff", known))


def read_waiver_policy(value: Any) -> WaiverPolicy:
    """The setting `waivers`; raises ValueError with what is wrong with it."""
    known = {
        "roles": _roles,
        "max": lambda given: whole_days(given, "waivers: max"),
        "never": _severities,
        "proof": _proof,
    }
    return WaiverPolicy(**_table(value, "waivers", known))


def _table(value: Any, setting: str, known: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{setting} is a table of {', '.join(known)}")  # noqa: TRY004 - a wrong value, not a bug
    for key in value:
        if key not in known:
            raise ValueError(f"{setting}: “{key}” is not known{did_you_mean(key, tuple(known))}: {', '.join(known)}")
    return {key: known[key](given) for key, given in value.items()}


def _true_or_false(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("signoff: bound is true or false")  # noqa: TRY004 - a wrong value, not a bug
    return value


def _file(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError(f"signoff: {name} is the path of a file")
    return value


def _proof(value: Any) -> Proof:
    return Proof(_one_of(value, "proof", Proof))


def _roles(value: Any) -> tuple[str, ...]:
    names = word_list(value)
    if not names:
        raise ValueError("waivers: roles is a list of roles")
    return names


def _severities(value: Any) -> frozenset[Severity]:
    names = word_list(value)
    if names is None:
        raise ValueError(f"waivers: never is a list of severities: {', '.join(Severity)}")
    return frozenset(Severity(_one_of(name, "waivers: never", Severity)) for name in names)


def _one_of(value: Any, name: str, known: type[StrEnum]) -> str:
    words = [str(member.value) for member in known]
    if value not in words:
        raise ValueError(f"{name}: “{value}” is none of {', '.join(words)}{did_you_mean(str(value), words)}")
    return str(value)
