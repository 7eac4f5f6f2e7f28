"""The neighbours as `make run` starts them: a process of their own, which ends with whoever started it."""

import json
import os
import subprocess
import sys
import urllib.request
from urllib.error import HTTPError, URLError

import pytest

from recruitment.demo.catalogue import NEIGHBOUR_LOGINS, NEIGHBOUR_PASSWORDS, VAL_D_ARTIERE
from tests.databases import ROOT
from tests.neighbours import people
from tests.neighbours.__main__ import free


def _ask(url: str, body: object = None) -> str:
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data), timeout=5) as answer:  # noqa: S310 - our own address
        return str(answer.read().decode())


def test_the_neighbours_of_the_demonstration_answer_fail_on_demand_and_end() -> None:
    """S0: 20 candidates with 34 guardians; what goes wrong is chosen on the neighbour's page."""
    port = free(20_000 + os.getpid() % 20_000)
    command = [sys.executable, "-m", "tests.neighbours", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"ready"
        page = f"http://127.0.0.1:{port}/"
        who = {"login": NEIGHBOUR_LOGINS["platform"], "pwd": NEIGHBOUR_PASSWORDS["platform"]}
        asked = {"identifiant": who, "codeEtablissement": VAL_D_ARTIERE.uai}
        admitted = json.loads(_ask(f"{page}getCandidatsAdmis", asked))
        assert (len(admitted), sum(map(people.guardians, admitted))) == (20, 34)
        assert "pour la démonstration" in _ask(page)
        assert "pour la démonstration" in _ask(f"http://127.0.0.1:{port + 1}/")
        _ask(f"{page}commande", b"acte=renoncer")
        assert len(json.loads(_ask(f"{page}getCandidatsAdmis", asked))) == 19
        _ask(f"{page}commande", b"acte=erreur")
        with pytest.raises(HTTPError, match="500"):
            _ask(f"{page}getCandidatsAdmis", asked)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)
    with pytest.raises(URLError):
        _ask(page)
