"""From where an account signs in: an IPv4 address, or the /64 that IPv6 gives to one site (R8.2)."""

import ipaddress
from datetime import timedelta

KNOWN_FOR = timedelta(days=30)  # an address that a provider lends is another subscriber's sooner or later
SITE_BITS = 64
UNKNOWN = "?"


def prefix(ip: str) -> str:
    """Return the network that stands for the place; IPv4 written as IPv6 is the same place."""
    try:
        address = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            return str(ipaddress.ip_network((address.packed[:8] + bytes(8), SITE_BITS)))
        address = address.ipv4_mapped
    return f"{address}/32"


def counted(ip: str) -> str:
    """Return what attempts are counted by: an IPv4 address, or the /64 that one subscriber has for itself."""
    return prefix(ip).removesuffix("/32")


def is_loopback(ip: str) -> bool:
    """Tell whether the request comes from this very machine."""
    try:
        return ipaddress.ip_address(ip).is_loopback
    except ValueError:
        return False
