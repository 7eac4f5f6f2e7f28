"""Where the application may call: what TREMPLIN_CONNECTOR_HOSTS says, and nothing else.

`apogee.univ-exemple.fr` allows https on port 443, `apogee.univ-exemple.fr:8443` another port. An address that is not
public (this machine, a private network) is reached only when it is listed too, alone or as a network
(`10.20.0.0/16`): a name that leads elsewhere than it should then leads nowhere.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

HTTPS_PORT = 443
TRANSLATED = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
RELAYS = IPv4Network("192.88.99.0/24")  # RFC 7526: was 6to4's, leads nowhere that is known
_NAME = re.compile(r"(?=.{1,253}\Z)(?!.*\.\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z][a-z0-9-]{0,62}")
_FORM = "hosts such as apogee.univ-exemple.fr or apogee.univ-exemple.fr:8443, networks such as 10.20.0.0/16"

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """The hosts, each with its port, and the addresses that are not public yet may be reached."""

    hosts: frozenset[tuple[str, int]] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def allows(self, host: str, port: int) -> bool:
        """Tell whether a host may be called on a port."""
        return (host, port) in self.hosts

    def reaches(self, address: Address) -> bool:
        """Tell whether an address may be reached: a public one, or one that is listed."""
        plain = unmapped(address)
        if any(plain.version == network.version and plain in network for network in self.networks):
            return True
        if (isinstance(plain, IPv6Address) and plain.is_site_local) or plain in RELAYS:
            return False
        return plain.is_global and not (plain.is_multicast or plain.is_reserved)


NOWHERE = AllowedHosts()


def parse(entries: Iterable[str]) -> AllowedHosts:
    """Read the entries; ValueError says, in English, what is wrong."""
    hosts: set[tuple[str, int]] = set()
    networks: list[IPv4Network | IPv6Network] = []
    for entry in entries:
        if "/" in entry:
            networks.append(_network(entry))
            continue
        host, port = _host(entry)
        hosts.add((host, port))
        if (address := literal(host)) is not None:
            networks.append(ip_network(address))
    return AllowedHosts(frozenset(hosts), tuple(networks))


def literal(host: str) -> Address | None:
    """Return the address that a host is written as, in its usual form only (`0x7f.1` is none)."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def unmapped(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one wraps, if it does."""
    if isinstance(address, IPv6Address):
        if address in TRANSLATED:
            return IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address


def is_name(host: str) -> bool:
    """Tell whether a host is a name, and not an address in one of its odd forms."""
    return _NAME.fullmatch(host) is not None


def _network(entry: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(entry)
    except ValueError:
        raise ValueError(f"holds {entry!r}, which is no network; it lists {_FORM}.") from None


def _host(entry: str) -> tuple[str, int]:
    host, port = entry.lower(), str(HTTPS_PORT)
    if entry.startswith("["):
        host, _, rest = entry[1:].lower().partition("]")
        port = rest.removeprefix(":") or port
    elif entry.count(":") == 1:
        host, _, port = entry.lower().partition(":")
    known = literal(host) is not None or is_name(host)
    if not known or not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise ValueError(f"holds {entry!r}, which is no host; it lists {_FORM}.")
    return host, int(port)
