"""Where a cluster's scheduler is and how to talk to it safely: whoever can reach one can run code on its workers."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ....agents.base.refusal import Problem, Refused

FORM = "Name it as tls://HOST:PORT, or tcp://127.0.0.1:PORT on this machine."
MISSING = "Talking to a cluster needs dask.distributed, which is not installed."


class Tls(NamedTuple):
    """Files (PEM) by which scheduler and workers know this process, and it them."""

    authority: str
    """The certificate of the authority that signed everybody's; whoever it signed for is trusted."""
    certificate: str
    key: str


def security(address: str, tls: Tls | None = None, *, insecure: bool = False) -> Any:
    """Return dask's settings for talking to a scheduler, or refuse, all at once, what is wrong or not safe.

    Without `tls` the files are those of dask's own configuration (distributed.comm.tls). Unencrypted is allowed only
    on this machine, unless `insecure`.
    """
    try:
        from distributed import Security
    except ImportError:
        hint = "Install it: pip install 'mentorlab[cluster]'."
        raise Refused(Problem(MISSING, hint, "missing", field="scheduler", value=address)) from None
    problems = wrong_with(address, insecure)
    if address.startswith("tcp://") and tls:
        message = "a tcp:// scheduler does not encrypt; the files named for TLS would not be used."
        problems.append(Problem(message, "Use tls://, or leave them out.", "conflict", field="scheduler"))
    found = Security()
    given = tls or Tls(found.tls_ca_file or "", found.tls_client_cert or "", found.tls_client_key or "")
    if address.startswith("tls://"):
        problems += unreadable(given)
    if problems:
        raise Refused(problems)
    if not address.startswith("tls://"):
        return Security(require_encryption=False)
    return Security(
        require_encryption=True,
        tls_ca_file=given.authority,
        tls_client_cert=given.certificate,
        tls_client_key=given.key,
    )


def wrong_with(address: str, insecure: bool) -> list[Problem]:
    """Return what is wrong with the address of a scheduler."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port or parts.scheme not in ("tls", "tcp") or parts.path:
        return [Problem(f"'{address}' is no address of a scheduler.", FORM, "format", field="scheduler", value=address)]
    if parts.scheme == "tcp" and not insecure and not on_this_machine(host):
        message = (
            f"'{address}' is another machine, and tcp:// neither encrypts nor asks who is there: "
            "anybody on the network could run code as you."
        )
        hint = "Use tls:// with certificates; on a network you trust altogether, --insecure-scheduler."
        return [Problem(message, hint, "not_allowed", field="scheduler", value=address)]
    return []


def on_this_machine(host: str) -> bool:
    """Tell whether a host is this machine for sure, without asking the network.

    >>> [on_this_machine(host) for host in ("127.0.0.1", "::1", "localhost", "10.0.0.7", "localhost.example.org")]
    [True, True, True, False, False]
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def unreadable(tls: Tls) -> list[Problem]:
    """Return which files for TLS are not named or not there."""
    problems = []
    for what, named in zip(("authority's certificate", "certificate", "key"), tls, strict=True):
        if not named:
            hint = "Name it (--tls-ca, --tls-cert, --tls-key), or set distributed.comm.tls in dask's configuration."
            problems.append(Problem(f"tls:// needs the {what}, and none is named.", hint, "missing", field="scheduler"))
        elif "\n" not in named and not Path(named).is_file():  # dask's configuration may hold the text itself
            problems.append(Problem(f"the {what} '{named}' is not there.", "", "missing", field="scheduler"))
    return problems
