"""What the application calls, and how it ends: only hosts that are allowed, within a time and a size."""

import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest
from cryptography import x509

from recruitment.core import outgoing_hosts
from recruitment.core.outgoing_hosts import AllowedHosts
from recruitment.exchanges import outgoing
from recruitment.exchanges.outgoing import Outgoing, OutgoingError, OutgoingSettings
from tests.certificates import certificate
from tests.neighbours.faults import Fault
from tests.neighbours.platform import ESTABLISHMENT, LOGIN, PASSWORD, Platform
from tests.neighbours.server import Reply

WHO = {"identifiant": {"login": LOGIN, "pwd": PASSWORD}, "codeEtablissement": ESTABLISHMENT}


def _caller(allowed: AllowedHosts, *, authority: Path | None = None) -> Outgoing:
    settings = OutgoingSettings(
        allowed,
        read_seconds=0.2,
        connect_seconds=0.2,
        whole_seconds=0.5,
        most_bytes=100_000,
        authority=authority,
    )
    return Outgoing(settings)


def _allowing(*entries: str) -> AllowedHosts:
    return outgoing_hosts.parse(entries)


def test_a_neighbour_answers() -> None:
    people = [{"nom": "L’HÉRITIER"}]
    with Platform(people=people) as platform:
        caller = _caller(_allowing(f"127.0.0.1:{platform.port}"))
        assert caller.post_json(platform.pull_url, WHO) == people
        assert caller.get(platform.url).status == 200
        assert "compress" not in str(platform.asked[0].headers)
        assert platform.asked[0].headers["accept-encoding"] == "identity"


FAULTS = {
    Fault.SILENT: ("timed_out", True),
    Fault.DRIP: ("timed_out", True),
    Fault.HEADER_DRIP: ("timed_out", True),
    Fault.CLOSED: ("broken", True),
    Fault.TAKEN_HALF: ("cut_short", True),
    Fault.UNAUTHORIZED: ("unauthorized", False),
    Fault.REFUSED: ("refused", False),
    Fault.ERROR: ("server_error", True),
    Fault.UNAVAILABLE: ("server_error", True),
    Fault.NOT_JSON: ("not_json", True),
    Fault.BROKEN_JSON: ("not_json", True),
    Fault.NOT_UTF8: ("not_json", True),
    Fault.EMPTY: ("not_json", True),
    Fault.HUGE: ("too_large", True),
    Fault.COMPRESSED: ("encoded", True),
    Fault.REDIRECT: ("redirected", True),
}


def test_each_fault_is_told_apart_in_french_and_soon() -> None:
    """S0: a time-out ends as « Read timed out »."""
    with Platform(people=[{"nom": "MOREAU"}]) as platform, Platform() as elsewhere:
        platform.redirect_to = elsewhere.url
        caller = _caller(_allowing(f"127.0.0.1:{platform.port}"))
        for fault, (kind, maybe_received) in FAULTS.items():
            platform.fail(fault)
            began = monotonic()
            with pytest.raises(OutgoingError) as caught:
                caller.post_json(platform.pull_url, WHO)
            assert (caught.value.kind, caught.value.maybe_received) == (kind, maybe_received), fault
            assert monotonic() - began < 1.5, fault
            assert caught.value.sentence, fault
            assert PASSWORD not in f"{caught.value!r} {caught.value.sentence}", fault
            if kind == "timed_out":
                assert caught.value.sentence == "Read timed out"
        assert elsewhere.connections == 0
    with pytest.raises(OutgoingError) as caught:
        caller.post_json(platform.pull_url, WHO)
    assert (caught.value.kind, caught.value.maybe_received) == ("unreachable", False)


FORBIDDEN = (
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://0x7f.1:{port}/",
    "http://0x7f000001:{port}/",
    "http://2130706433:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://①②⑦.0.0.1:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://platform.example.org@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@platform.example.org/",
    "http://platform.example.org:{port}#@127.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_POST",
    "ftp://127.0.0.1:{port}/",
    "dict://127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "http:///",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:{port}/\r\nX: 1",
    "javascript:alert(1)",
    "",
)


def test_nothing_but_what_is_allowed_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """ASVS 13.2.4, 1.3.6: an address of this machine or of its network is reached by no detour."""
    monkeypatch.setattr(socket, "create_connection", _never)
    with Platform() as platform:
        caller = _caller(_allowing("platform.example.org", f"platform.example.org:{platform.port}"))
        monkeypatch.setattr(outgoing, "look_up", lambda _host, _port: ["127.0.0.1"])
        for url in FORBIDDEN:
            with pytest.raises(OutgoingError) as caught:
                caller.post_json(url.format(port=platform.port), WHO)
            assert caught.value.kind in {"url_invalid", "host_not_allowed"}, url
            assert not caught.value.maybe_received, url
        assert platform.connections == 0


def _never(*_: object, **__: object) -> None:
    raise AssertionError("a connection was tried")


INSIDE = (
    *("127.0.0.1", "::1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"),
    *("fe80::1", "fd00::1", "0.0.0.0", "100.64.0.1", "224.0.0.1", "2002:7f00:1::", "255.255.255.255"),  # noqa: S104
    *("fec0::1", "192.88.99.1", "2002:c058:6301::"),
)


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_not_followed(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """ASVS 13.2.4: an allowed name whose server was moved into the network calls nobody."""
    monkeypatch.setattr(outgoing, "look_up", lambda _host, _port: ["93.184.215.14", address])
    caller = _caller(_allowing("platform.example.org"))
    with pytest.raises(OutgoingError) as caught:
        caller.get("https://platform.example.org/")
    assert caught.value.kind == "address_not_allowed"


def test_few_may_wait_at_once_and_the_next_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """F11: a silent neighbour keeps two of the server's threads, never all; a job waits for nobody's place."""
    answering = Event()
    monkeypatch.setattr(Platform, "play", lambda *_: answering.wait(10) and Reply(b"[]"))
    with Platform() as platform:
        settings = OutgoingSettings(_allowing(f"127.0.0.1:{platform.port}"), read_seconds=10)
        waiting, job = Outgoing(replace(settings, somebody_waits=True)), Outgoing(settings)
        with ThreadPoolExecutor(outgoing.AT_ONCE + 1) as threads:
            asked = [threads.submit(waiting.get, platform.url) for _ in range(outgoing.AT_ONCE)]
            while platform.connections < outgoing.AT_ONCE:
                assert not any(one.done() for one in asked)
            with pytest.raises(OutgoingError) as caught:
                waiting.get(platform.url)
            asked.append(threads.submit(job.get, platform.url))
            answering.set()
            assert [one.result().body for one in asked] == [b"[]"] * 3
        assert (caught.value.kind, caught.value.maybe_received) == ("busy", False)
        assert waiting.get(platform.url).body == b"[]"


def test_a_name_that_changes_its_answer_is_called_where_it_was_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """ASVS 13.2.4: DNS rebinding. The name is looked up once, and what was judged is what is called."""
    with Platform() as judged, Platform() as other:
        asked: list[str] = []
        real = socket.getaddrinfo

        def turning(host: str, port: int, *rest: Any, **named: Any) -> Any:
            if host != "platform.example.org":
                return real(host, port, *rest, **named)
            asked.append(host)
            return real("127.0.0.1", judged.port if len(asked) == 1 else other.port, *rest, **named)

        monkeypatch.setattr(socket, "getaddrinfo", turning)
        caller = _caller(_allowing(f"platform.example.org:{judged.port}", "127.0.0.1/32"))
        caller.get(f"http://platform.example.org:{judged.port}/")
        assert (len(asked), judged.connections, other.connections) == (1, 1, 0)
        assert judged.asked[0].headers["host"] == f"platform.example.org:{judged.port}"


def test_in_clear_is_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """ASVS 12.3.1: a password never goes in clear over a network."""
    monkeypatch.setattr(outgoing, "look_up", lambda _host, _port: ["93.184.215.14"])
    with pytest.raises(OutgoingError) as caught:
        _caller(_allowing("platform.example.org:80")).get("http://platform.example.org/")
    assert caught.value.kind == "not_https"


def test_a_certificate_has_to_bear_the_name_and_to_be_trusted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """ASVS 12.3.1, 12.3.2: judged by its name, called by its address; another's certificate gets nothing."""
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _host, port, *rest, **named: real("127.0.0.1", port, *rest, **named)
    )
    context, trusted = certificate(tmp_path, x509.DNSName("platform.example.org"))
    with Platform(people=[{}], tls=context) as platform:
        cases = {
            "platform.example.org": (trusted, None),
            "autre.example.org": (trusted, "tls"),  # not its name
            "PLATFORM.example.org": (None, "tls"),  # nobody vouches for it
        }
        for name, (authority, kind) in cases.items():
            host = f"{name.lower()}:{platform.port}"
            caller = _caller(_allowing(host, "127.0.0.1/32"), authority=authority)
            if kind is None:
                assert caller.post_json(f"https://{host}/getCandidatsAdmis", WHO) == [{}]
                continue
            with pytest.raises(OutgoingError) as caught:
                caller.post_json(f"https://{host}/getCandidatsAdmis", WHO)
            assert (caught.value.kind, caught.value.maybe_received) == (kind, False), name
        assert len(platform.asked) == 1


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with Platform() as proxy, Platform() as platform:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        _caller(_allowing(f"127.0.0.1:{platform.port}")).get(platform.url)
        assert (proxy.connections, platform.connections) == (0, 1)


NO_HOSTS = ("0x7f.1", "https://a.example", "a.example:0", "a.example:x", "10.0.0.1/8", "a_b", "")


@pytest.mark.parametrize("entry", NO_HOSTS)
def test_a_list_of_hosts_that_cannot_be_right_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="it lists hosts such as"):
        outgoing_hosts.parse([entry])
