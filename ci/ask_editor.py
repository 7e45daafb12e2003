"""Asks rust-analyzer, over LSP, what stands in tests/editor/questions.md, and compares the answers.

    ask_editor.py PROGRAM FOLDER [WORD]

The FOLDER is for a crate that uses the library. With a WORD, only the questions with it in their titles are asked.
"""

import json
import os
import pathlib
import queue
import re
import shutil
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent
PATIENCE = 900  # Seconds for an answer; the first one waits until the library is loaded.
PRELUDE = "use keras::prelude::*;\n"


class Server:
    """rust-analyzer, with one file open."""

    def __init__(self, program, folder):
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder
        )
        self.messages, self.requests, self.version = queue.Queue(), 0, 0
        self.document = {"uri": (folder / "src/lib.rs").as_uri()}
        threading.Thread(target=self.read, daemon=True).start()
        self.request("initialize", {
            "processId": os.getpid(),
            "rootUri": folder.as_uri(),
            "capabilities": {
                "experimental": {"serverStatusNotification": True},
                "workspace": {"workspaceEdit": {"documentChanges": True}},
            },
            "initializationOptions": {
                "cachePriming": {"enable": False},
                "cargo": {"targetDir": True},
                "checkOnSave": False,
                "completion": {"autoimport": {"enable": False}},
                "diagnostics": {"experimental": {"enable": True}},
            },
        })
        self.notify("initialized", {})
        self.open("")
        while not self.is_ready(self.next()):
            pass

    def is_ready(self, message):
        if message.get("method") != "experimental/serverStatus":
            return False
        status = message["params"]
        if status["health"] != "ok":
            sys.exit(f"rust-analyzer: {status['message']}")
        return status["quiescent"]

    def read(self):
        while header := self.process.stdout.readline():
            while self.process.stdout.readline().strip():
                pass
            self.messages.put(json.loads(self.process.stdout.read(int(header.split(b":")[1]))))
        self.messages.put(None)

    def next(self):
        message = self.messages.get(timeout=PATIENCE)
        if message is None:
            sys.exit("rust-analyzer has ended")
        if "method" in message and "id" in message:
            self.send({"id": message["id"], "result": None})
        return message

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        self.requests += 1
        self.send({"id": self.requests, "method": method, "params": params})
        while True:
            message = self.next()
            if message.get("id") == self.requests and "method" not in message:
                return message.get("result")

    def open(self, text):
        self.version += 1
        document = {**self.document, "version": self.version}
        if self.version == 1:
            self.notify("textDocument/didOpen", {"textDocument": {**document, "languageId": "rust", "text": text}})
        else:
            self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def ask(self, method, **more):
        return self.request(f"textDocument/{method}", {"textDocument": self.document, **more})


def completions(server, text, position):
    answer = server.ask("completion", position=position) or {"items": []}
    items = sorted(answer["items"], key=lambda item: item["sortText"])
    return [re.match(r"\w*", item["label"])[0] for item in items]


def explanation(server, text, position):
    answer = server.ask("hover", position=position)
    return answer["contents"]["value"] if answer else ""


def definitions(server, text, position):
    links = server.ask("definition", position=position) or []
    return places(text, [link["range"] for link in links if link["uri"] == server.document["uri"]])


def renamed(server, text, position):
    answer = server.ask("rename", position=position, newName="renamed") or {"documentChanges": []}
    return places(text, [edit["range"] for change in answer["documentChanges"] for edit in change["edits"]])


def complaints(server, text, position):
    found = server.ask("diagnostic")["items"]
    found.sort(key=lambda item: [item["range"]["start"][axis] for axis in ["line", "character"]])
    return [f"{places(text, [item['range']])[0]}: {item['message']}" for item in found] or ["nothing"]


def places(text, ranges):
    """The lines of a source, without the prelude, with what stands in the ranges."""
    places = []
    for range in ranges:
        line, first, last = range["start"]["line"], range["start"]["character"], range["end"]["character"]
        places.append((line, first, text.splitlines()[line][first:last]))
    return [f"{line + 1 - PRELUDE.count(chr(10))}: {word}" for line, _, word in sorted(places)]


def is_in(answer, word):
    return word in answer if not word.startswith("not ") else word.removeprefix("not ") not in answer


def is_between(answer, first, last):
    return answer.startswith(first) and answer.rstrip().endswith(last)


# What is asked, and whether what is expected is in the answer.
QUESTIONS = {
    "completes": (completions, lambda expected, answer: all(is_in(answer, word) for word in expected)),
    "completes first": (completions, lambda expected, answer: set(expected) == set(answer[:len(expected)])),
    "complains of": (complaints, lambda expected, answer: ", ".join(expected) == ", ".join(answer)),
    "explains": (explanation, lambda expected, answer: is_between(answer, *", ".join(expected).split(" … "))),
    "is defined": (definitions, lambda expected, answer: expected == answer),
    "renames": (renamed, lambda expected, answer: expected == answer),
}


def main(program, folder, word=""):
    folder = pathlib.Path(folder).resolve()
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "src/lib.rs").write_text("")
    (folder / "Cargo.toml").write_text(
        f'[package]\nname = "edited"\nedition = "2024"\n[workspace]\n[dependencies]\nkeras = {{ path = "{ROOT}" }}\n'
    )
    shutil.copy(ROOT / "Cargo.lock", folder)
    page = (ROOT / "tests/editor/questions.md").read_text()
    questions = re.findall(r"^## (.*)\n\n```rust\n([^`]*)```\n\n- (.*?): (.*)$", page, re.M)
    assert len(questions) == page.count("\n## "), "a question is not written like the others"
    server = Server(program, folder)
    failed = 0
    for title, source, asked, expected in questions:
        if word not in title:
            continue
        before, after = source.split("$0")
        lines = (PRELUDE + before).split("\n")
        server.open(PRELUDE + before + after)
        ask, is_answered = QUESTIONS[asked]
        answer = ask(server, PRELUDE + before + after, {"line": len(lines) - 1, "character": len(lines[-1])})
        if is_answered(expected.split(", "), answer):
            print("ok:", title)
        else:
            answer = answer if isinstance(answer, str) else ", ".join(answer[:20])
            print(f"FAILED: {title}\n    {asked}: {expected}\n    answer: {answer}")
            failed += 1
    server.process.kill()
    sys.exit(failed > 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
