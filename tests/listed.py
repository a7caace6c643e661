"""listed.py postqueue LISTING JSON | mailq [-v] LISTING DIR...

Compares what qls -j on standard input says of a listing with what the MTA
itself has: postqueue -j's lines, or Sendmail's queue files below DIR. Prints
how many messages were compared, or what differs.
"""

import glob
import json
import os
import sys


def from_json(path):
    for line in open(path, encoding="utf-8", errors="surrogateescape"):
        m = json.loads(line)
        if m["sender"] == "MAILER-DAEMON":
            m["sender"] = ""
        yield m["queue_id"], {
            k: m[k]
            for k in ("arrival_time", "message_size", "sender", "recipients")
        }


def mailbox(text):
    if text.endswith(">"):
        return text[text.rindex("<") + 1 : -1]
    return "" if text == "MAILER-DAEMON" else text


def cut(text, columns, whole):
    """As mailq shows an address, and what qls then says of it."""
    shown = text
    if any(c < " " or c > "~" or c == "\\" for c in text):
        return whole  # escapes: none of those is long enough to be cut
    if len(shown) <= columns and shown[-1:] == ">":
        return whole
    if len(shown) + 4 < columns:
        return whole
    if len(shown) < columns:
        return shown + "..."  # it may have lost an escape that did not fit
    return shown[:columns].removeprefix("<") + "..."


def status(text, columns):
    raw = text.encode("utf-8", "surrogateescape")
    if len(raw) < columns:
        return text
    return raw[:columns].decode("utf-8", "surrogateescape") + "..."


def from_files(dirs, verbose):
    for path in (f for d in dirs for f in glob.glob(d + "/[qhQ]f*")):
        m = {"recipients": []}
        reason = None
        data = os.path.dirname(path) + "/df" + os.path.basename(path)[2:]
        if os.path.exists(data):
            m["message_size"] = os.path.getsize(data)
        for line in open(path, "rb").read().decode(
            "utf-8", "surrogateescape"
        ).split("\n"):
            kind, value = line[:1], line[1:]
            if kind == "T":
                m["arrival_time"] = int(value)
            elif kind == "S":
                m["sender"] = cut(
                    value, 78 if verbose else 39, mailbox(value)
                )
            elif kind == "M" and "sender" in m:
                reason = value
            elif kind == "M":
                m["reason"] = status(value, 100 if verbose else 60)
            elif kind == "R":
                value = value[value.index(":") + 1 :]
                r = {
                    "address": cut(
                        value, 71 if verbose else 38, mailbox(value)
                    )
                }
                if verbose and reason:
                    r["delay_reason"] = status(reason, 100)
                m["recipients"].append(r)
                reason = None
            elif kind == ".":
                break
        own = any("delay_reason" in r for r in m["recipients"])
        for r in m["recipients"]:
            if not own and m.get("reason"):
                r["delay_reason"] = m["reason"]
        m.pop("reason", None)
        yield os.path.basename(path)[2:], m


args = sys.argv[1:]
verbose = "-v" in args
args = [a for a in args if a != "-v"]
if args[0] == "postqueue":
    wanted = dict(from_json(args[1]))
else:
    wanted = dict(from_files(args[1:], verbose))
seen = set()
for line in sys.stdin.buffer:
    m = json.loads(line)
    queue_id = m["queue_id"]
    seen.add(queue_id)
    if queue_id not in wanted:
        print(queue_id, "is not in the queue")
        continue
    for key, value in wanted[queue_id].items():
        got = m.get(key)
        if got != value:
            print(queue_id, key, ascii(got), "and not", ascii(value))
if args[0] == "postqueue":
    for queue_id in wanted.keys() - seen:
        print(queue_id, "is not in the listing")
print(len(seen))
