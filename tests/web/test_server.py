"""Stopping the server finishes what is under way (F50)."""

import subprocess
import sys
import threading
import urllib.request
from os import environ

from tests.databases import ROOT, environment

SERVE = """
import threading
from app import create_app
from recruitment.web import server
from recruitment.web.access import public

app = create_app()
entered, go_on = threading.Event(), threading.Event()

@app.get("/slow")
@public
def slow():
    print("entered", flush=True)
    go_on.wait(20)
    return "finished"

def told():
    input()
    go_on.set()

threading.Thread(target=told, daemon=True).start()
server.serve(app, host="127.0.0.1", port=0, threads=2, ready=lambda port: print(port, flush=True))
print("stopped", flush=True)
"""


def test_a_request_under_way_is_finished_after_sigterm(migrated: str) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    env = {**environ, **environment(migrated)}
    with subprocess.Popen([sys.executable, "-c", SERVE], cwd=ROOT, env=env, **pipes) as process:  # type: ignore[call-overload]
        port = int(process.stdout.readline())
        answers: list[bytes] = []

        def ask() -> None:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/slow") as answer:
                answers.append(answer.read())

        asking = threading.Thread(target=ask)
        asking.start()
        assert process.stdout.readline() == "entered\n"
        process.terminate()
        process.stdin.write("go on\n")
        process.stdin.flush()
        asking.join(20)
        out, err = process.communicate(timeout=20)
    assert answers == [b"finished"]
    assert (process.returncode, out) == (0, "stopped\n"), err
