"""With a key nothing that people wrote can be found in any file, and all can still be done."""

from __future__ import annotations

import gzip
import io
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.server.conftest import Api
from tests.server.receiving import until
from tests.server.test_commands import home, typed  # noqa: F401
from warmline.house import House
from warmline.server.app import create_app
from warmline.server.run import make_tenant
from warmline.settings import Settings

WORD = "zanzibar"
SAID = f"My {WORD} parcel is late, I am sad. I want to speak to a person! I am {WORD}@example.org"
OLD, NEW = (b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def holding(*folders: Path) -> list[str]:
    """The files that hold the word, or what a reading would say of it."""
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    inside = {path: gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in found}
    marks = (WORD, "sadness", "asks for a person", "EMAIL_1")
    return sorted(path.name for path, content in inside.items() if any(mark.encode() in content for mark in marks))


def live(api: Api) -> tuple[str, str]:
    """Everything that a person can write is written; a contact and a message."""
    inbox, _ = api.made("/inboxes", {"name": WORD}), api.made("/agents", {"name": WORD})
    api.made("/keys", {"name": WORD})
    api.made("/webhooks", {"url": f"https://{WORD}.invalid/{WORD}"})
    letters = api.made("/inboxes", {"name": WORD, "channel": "email"})["id"]
    server = {"host": "mail.invalid", "port": 993, "user": WORD, "password": WORD}
    mailbox = {"address": f"{WORD}@example.org", "imap": server, "smtp": server}
    assert api("PUT", f"/inboxes/{letters}/mailbox", mailbox).status_code == 200
    known = {"name": WORD, "email": f"{WORD}@example.org", "phone": WORD, "attributes": {WORD: WORD}}
    contact = api.made("/contacts", known)["id"]
    consent = {"purpose": "remember", "given": True, "locale": "de", "source": WORD, "wording": WORD, "proof": WORD}
    api.made(f"/contacts/{contact}/consents", consent)
    talk = api.made("/conversations", {"inbox_id": inbox["id"], "contact_id": contact})["id"]
    message = api.made(f"/conversations/{talk}/messages", {"text": SAID})["id"]
    headers = {"Authorization": f"Bearer {api.key}"}
    path = f"/v1/conversations/{talk}/attachments?name={WORD}.txt"
    assert api.client.post(path, content=SAID, headers=headers).status_code == 201
    api("PUT", f"/conversations/{talk}/rating", {"csat": 1, "comment": WORD})
    api.soon(f"/messages/{message}/reading")
    api.made(f"/messages/{message}/corrections", {"emotion": "sadness"})
    (hook,) = api("GET", "/webhooks").json()["items"]
    until(lambda: api("GET", f"/webhooks/{hook['id']}/deliveries").json()["items"])
    return contact, message


def look(api: Api, contact: str, message: str) -> None:
    assert WORD in api("GET", f"/messages/{message}/reading").text + str(api("GET", f"/contacts/{contact}").json())
    export = zipfile.ZipFile(io.BytesIO(api("GET", f"/contacts/{contact}/export").content))
    (name,) = [name for name in export.namelist() if name.endswith(f"/{WORD}.txt")]
    assert export.read(name).decode() == SAID
    assert api("GET", "/audit/verification").json()["whole"]


def test_no_word_in_any_file(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, reader="linear", encryption_key=OLD)
    key = make_tenant(settings, "one")
    with TestClient(create_app(House(settings))) as client:
        contact, message = live(Api(client, key))
        assert holding(tmp_path) == []
        look(Api(client, key), contact, message)
    assert holding(tmp_path) == []


def test_turned_on_rotated_backed_up_and_restored(
    home: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As an operator does it."""
    _, shown = typed("init", "one")
    key, file, backup = shown.strip(), tmp_path / "keys", tmp_path / "out" / "backup.tar.gz"
    backup.parent.mkdir()
    with TestClient(create_app(House(Settings.from_environment()))) as client:
        contact, message = live(Api(client, key))
    assert holding(home)
    code, said = typed("reseal")
    assert (code, "there is no key" in said) == (1, True)
    monkeypatch.setenv("WARMLINE_ENCRYPTION_KEY_FILE", str(file))
    file.write_text(OLD)
    assert "plain" in typed("doctor")[1]
    code, said = typed("reseal")
    assert (code, said.startswith("one: "), holding(home)) == (0, True, [])
    assert typed("doctor")[0] == 0
    assert typed("backup", str(backup))[0] == 0
    file.write_text(f"{NEW}\n{OLD}")
    assert "older key" in typed("doctor")[1]
    assert typed("reseal")[0] == 0
    file.write_text(NEW)
    assert typed("doctor")[0] == 0
    with TestClient(create_app(House(Settings.from_environment()))) as client:
        look(Api(client, key), contact, message)
    code, said = typed("restore", str(backup), "--replace")
    assert (code, "which is not given" in said) == (0, True)
    assert typed("doctor")[0] == 1
    assert "is sealed with the key" in typed("serve", "--port", "0")[1]
    assert holding(home, backup.parent) == []
