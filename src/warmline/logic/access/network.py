"""Whose neighbours somebody is, by their address."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network


def network_of(address: str) -> str:
    """The /24 (IPv4) or /48 (IPv6) of an address: what one household, office or rented machine can fill by itself.

    What is no address stands for itself.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is None:
            return str(ip_network((found, 48), strict=False))
        found = found.ipv4_mapped
    return f"{str(found).rpartition('.')[0]}.0/24"
