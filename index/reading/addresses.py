"""Which network addresses a stranger's link may lead to: public ones and no others."""

from __future__ import annotations

import socket
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

# What the standard library counts as global and is not a place for articles.
NOT_PUBLIC_V4 = tuple(
    IPv4Network(network)
    for network in (
        "168.63.129.16/32",  # the metadata service of a cloud, on a public address
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # relays of 6to4
    )
)
# Of IPv6 only what is given out to networks (RFC 4291) counts, and of that none that stands for
# an IPv4 address behind a tunnel, is for documentation, or for benchmarks.
GIVEN_OUT_V6 = IPv6Network("2000::/3")
NOT_PUBLIC_V6 = tuple(
    ip_network(network)
    for network in (
        "2001::/23",  # protocol assignments, with Teredo
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
TRANSLATED_V6 = IPv6Network("64:ff9b::/96")
"""IPv4 seen from networks that have IPv6 only (RFC 6052): the IPv4 address decides."""


def is_public(address: str) -> bool:
    """Tell whether an address belongs to the public internet.

    Loopback, private, link-local, shared (RFC 6598), multicast, reserved and unspecified addresses
    do not (RFC 6890), nor do IPv6 addresses that hold such an IPv4 address.

    Args:
        address: An IPv4 or IPv6 address as the system's resolver writes it.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        return _is_public_v6(ip)
    return _is_public_v4(ip)


def literal_address(host: str) -> str | None:
    """Read a host that is an address and not a name, in every notation that systems accept.

    Args:
        host: A URL's host: "127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "::1", …

    Returns:
        The address in its usual notation, or None for a name.
    """
    host = host.strip("[]").rstrip(".")
    if ":" in host:
        try:
            return str(ip_address(host))
        except ValueError:
            return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def _is_public_v4(ip: IPv4Address) -> bool:
    return (
        ip.is_global
        and not (ip.is_multicast or ip.is_reserved)
        and not any(ip in network for network in NOT_PUBLIC_V4)
    )


def _is_public_v6(ip: IPv6Address) -> bool:
    if ip.ipv4_mapped:
        return _is_public_v4(ip.ipv4_mapped)
    if ip in TRANSLATED_V6:
        return _is_public_v4(IPv4Address(int(ip) & 0xFFFFFFFF))
    return (
        ip.is_global and ip in GIVEN_OUT_V6 and not any(ip in network for network in NOT_PUBLIC_V6)
    )
