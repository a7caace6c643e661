#!/usr/bin/python3
"""sendmail_net.py log SOCKET FILE | several | many N | sink

What a Sendmail on this loopback talks to: syslog, clients with mail for it,
and a server that takes its connections and says nothing.
"""

import os
import re
import smtplib
import socket
import sys
import time


def log(path, to):
    if os.path.lexists(path):
        os.unlink(path)
    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    s.bind(path)
    os.chmod(path, 0o666)
    with open(to, "ab", buffering=0) as f:
        while True:
            line = s.recv(65536).rstrip(b"\0\n")
            line = re.sub(rb"^<\d+>(.{15}) ", rb"\1 mx1 ", line)
            f.write(line.replace(b"\n", b" ") + b"\n")


def send(sender, rcpts, text, login=None):
    s = smtplib.SMTP("127.0.0.1", 25, local_hostname="client.example.test")
    s.ehlo()
    if login:
        s.login(*login)
    s.docmd("MAIL FROM:<%s>" % sender)
    for rcpt in rcpts:
        code, said = s.docmd("RCPT TO:<%s>" % rcpt)
        if code != 250:
            sys.exit(f"no recipient: {code} {said}")
    code, said = s.data(text)
    if code != 250:
        sys.exit(f"not taken: {code} {said}")
    s.quit()


def several():
    send(
        "alice@example.test",
        ["a@refused.test", "b@refused.test"],
        b"Subject: with a login\r\n\r\nbody\r\n",
        ("alice@mx1.example.test", "secret"),
    )
    send(
        "bob@example.test",
        [
            '"two words"@refused.test',
            '"a)(b"@refused.test',
            '"back\\\\slash\\"quote"@refused.test',
            "UPPER@Refused.TEST",
        ],
        b"Subject: odd addresses\r\nX-Long: " + b"y" * 3000 +
        b"\r\nX-Last: 1\r\n\r\n" + b"z" * 900 + b"\r\n..dot\r\n\r\n\r\n",
    )
    send("", ["null@refused.test"], b"no header\r\n\xff\x1b[31m\r\n")
    send(
        "a-very-long-sender-local-part-that-exceeds@columns.example.test",
        ["v%d@refused.test" % i for i in range(30)],
        b"Subject: from here\r\nX-PHP-Originating-Script: 0:x.php\r\n\r\n",
    )


def many(n):
    for i in range(n):
        send(
            "bulk@example.test",
            ["r%d@refused.test" % i],
            b"Subject: bulk %d\r\n\r\nbody\r\n" % i,
        )


def sink():
    s = socket.create_server(("127.0.0.1", 2525))
    held = []
    while True:
        held.append(s.accept())
        time.sleep(0.01)


if sys.argv[1] == "log":
    log(*sys.argv[2:])
elif sys.argv[1] == "many":
    many(int(sys.argv[2]))
else:
    {"several": several, "sink": sink}[sys.argv[1]]()
