"""Starts a service of its own and plays the shipped conversations to it, as a help desk would: through the HTTP API.

python examples/demo.py [PORT]; stop it with `make stop`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx2

from warmline.adapters.transcripts import read_transcript
from warmline.domain.message import Role, Turn

OUT, HERE = Path("out").absolute(), Path(__file__).parent
HOME = OUT / "home"
COMMAND = [sys.executable, "-m", "warmline"]
ENVIRONMENT = os.environ | {"WARMLINE_HOME": str(HOME)}
OVERVIEW = """
{conversations} conversations, {messages} messages kept in {seconds:.1f} s; {read} customers' turns read and decided on.
  what was decided: {decided}
  with a person now: {persons}

  a customer's page {url}/demo?tenant=demo&inbox={inbox}
  the agent's desk  {url}/desk            (team: demo, e-mail: sam@demo.example or, a lead, lea@demo.example,
                                           password: {password})
  live API docs     {url}/docs            (Authorize with the key in out/key)
  what happened     curl -H "Authorization: Bearer $(cat out/key)" {url}/v1/events
  the report        out/report.html
  two readers       out/compare.html

The service goes on until `make stop`. All it keeps is in out/home."""


PASSWORD = "listen and do not pretend"
PEOPLE = {"sam@demo.example": ("Sam", ["agent"]), "lea@demo.example": ("Lea", ["lead", "admin", "privacy"])}
"""Who can sign in at the desk."""
NAMES = (
    "Anna Berger", "Ben Okafor", "Chloé Martin", "Daan Visser", "Elena Rossi", "Felipe Costa", "Greta Lang",
    "Hugo Díaz", "Ines Moreira", "Jonas Weber",
)  # fmt: skip
"""Of invented customers."""


def main() -> None:
    """Everything, from an empty folder to a service full of conversations."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else free_port()
    stop()
    shutil.rmtree(HOME, ignore_errors=True)
    key = subprocess.run([*COMMAND, "init", "demo"], env=ENVIRONMENT, check=True, capture_output=True, text=True).stdout
    (OUT / "key").write_text(key)
    (OUT / "key").chmod(0o600)
    url = serve(port)
    headers = {"Authorization": f"Bearer {key.strip()}"}
    with httpx2.Client(base_url=f"{url}/v1", headers=headers, timeout=30) as api:
        told = replay(api)
        invite(api, told["inbox"])
        print(OVERVIEW.format(url=url, password=PASSWORD, **told))


def serve(port: int) -> str:
    """The address of a service that runs on when this program has ended, once it is ready."""
    with (OUT / "service.log").open("w") as log:
        command = [*COMMAND, "serve", "--port", str(port)]
        service = subprocess.Popen(command, env=ENVIRONMENT, stdout=log, stderr=log, start_new_session=True)
    (OUT / "service.pid").write_text(str(service.pid))
    url = f"http://127.0.0.1:{port}"
    while True:
        if service.poll() is not None:
            sys.exit("the service does not start:\n" + (OUT / "service.log").read_text())
        try:
            if httpx2.get(f"{url}/readyz").status_code == 200:
                return url
        except httpx2.TransportError:
            time.sleep(0.1)


def stop() -> None:
    """Stops the service of an earlier run."""
    subprocess.run(["make", "--no-print-directory", "stop"], check=True, stdout=subprocess.DEVNULL)


def replay(api: httpx2.Client) -> dict[str, Any]:
    """Plays every conversation, waits until all turns are read; figures of what became of them."""
    start = time.perf_counter()
    inbox = made(api, "/inboxes", {"name": "Demo", "channel": "chat"})["id"]
    talks: dict[str, str] = {}
    messages = turns = 0
    for turn in (turn for path in sorted(HERE.iterdir()) for turn in conversation_turns(path)):
        if turn.conversation_id not in talks:
            name = NAMES[len(talks) % len(NAMES)]
            contact = made(api, "/contacts", {"external_id": turn.conversation_id, "name": name})["id"]
            talk = made(api, "/conversations", {"inbox_id": inbox, "contact_id": contact})
            talks[turn.conversation_id] = talk["id"]
        said = {"text": turn.text, "role": turn.role, "client_id": turn.id, "language": turn.language or None}
        made(api, f"/conversations/{talks[turn.conversation_id]}/messages", said)
        messages += 1
        turns += turn.role == Role.CUSTOMER
    seconds = time.perf_counter() - start
    decided = decisions(api, turns)
    persons = sum(talk["state"] == "with_person" for talk in listed(api, "/conversations"))
    shares = ", ".join(f"{action.replace('_', ' ')} {count}" for action, count in decided.most_common())
    return {
        "conversations": len(talks), "messages": messages, "seconds": seconds, "read": turns, "decided": shares,
        "persons": persons, "inbox": inbox,
    }  # fmt: skip


def invite(api: httpx2.Client, inbox: str) -> None:
    """Lets people in who answer, each with the password above."""
    for email, (name, roles) in PEOPLE.items():
        account = made(api, "/accounts", {"email": email, "name": name, "roles": roles, "inboxes": [inbox]})
        invitation = made(api, f"/accounts/{account['id']}/invitation", {})["invitation"]
        given = {"tenant": "demo", "invitation": invitation, "password": PASSWORD}
        api.post("/invitations/acceptance", json=given).raise_for_status()


def conversation_turns(path: Path) -> list[Turn]:
    """The turns of a file of conversations."""
    if path.suffix not in (".jsonl", ".txt"):
        return []
    found = read_transcript(path, sys.stdin.buffer, None, lambda _: None)
    return [turn for turn in found if isinstance(turn, Turn)]


def decisions(api: httpx2.Client, wanted: int) -> Counter[str]:
    """How often each action was decided on, once so many turns were."""
    while True:
        found = Counter(each["event"]["action"] for each in listed(api, "/events") if each["kind"] == "decided")
        if found.total() >= wanted:
            return found
        time.sleep(0.2)


def made(api: httpx2.Client, path: str, content: dict[str, Any]) -> dict[str, Any]:
    """What the API made of it."""
    answer = api.post(path, json=content)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def listed(api: httpx2.Client, path: str) -> list[dict[str, Any]]:
    """All pages of a list."""
    found: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        page = api.get(path, params={"limit": "500", **after}).raise_for_status().json()
        found += page["items"]
        if page["next"] is None:
            return found
        after = {"after": page["next"]}


def free_port() -> int:
    """8080, or another one where that is taken."""
    for port in (8080, 0):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(tried.getsockname()[1])
    sys.exit("there is no free port")


if __name__ == "__main__":
    main()
