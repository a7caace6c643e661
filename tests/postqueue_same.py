#!/usr/bin/python3
"""postqueue_same.py OURS THEIRS [ID...]: whether JSON lines of qls tell of the
same messages as those of postqueue -j. Both leave out what the other lacks:
postqueue shows bytes that it does not print as ?, and a null sender by name.
Messages with the IDs are left out. Prints the differences; exit 1 if any."""
import json
import sys


def lines(name):
    with open(name, encoding="utf-8", errors="surrogateescape") as f:
        return {o["queue_id"]: o for o in map(json.loads, f)}


def printable(text):
    data = text.encode("utf-8", "surrogateescape")
    shown = data.decode("utf-8", "replace").replace("\ufffd", "?")
    return "".join("?" if ord(c) < 32 or ord(c) == 127 else c for c in shown)


def facts(o):
    sender = "" if o["sender"] == "MAILER-DAEMON" else printable(o["sender"])
    rcpts = [(printable(r["address"]), r.get("delay_reason", ""))
             for r in o["recipients"]]
    return {"queue": o["queue_name"], "time": o["arrival_time"],
            "size": o["message_size"], "expired": o["forced_expire"],
            "sender": sender, "rcpts": sorted(rcpts)}


ours, theirs = lines(sys.argv[1]), lines(sys.argv[2])
bad = 0
for key in sorted((set(ours) | set(theirs)) - set(sys.argv[3:])):
    a = facts(ours[key]) if key in ours else None
    b = facts(theirs[key]) if key in theirs else None
    if a != b:
        bad = 1
        print(f"{key}\n  ours   {a}\n  theirs {b}")
sys.exit(bad)
