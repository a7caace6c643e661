#!/usr/bin/python3
"""postfix_send.py KIND [N]: hands mail to the Postfix on this loopback."""
import smtplib
import socket
import sys
import time


def send(sender, rcpts, text, login=None, xclient=None):
    s = smtplib.SMTP("127.0.0.1", 25, local_hostname="client.example.test")
    s.ehlo()
    if xclient:
        s.docmd("XCLIENT " + xclient)
        s.ehlo()
    if login:
        s.login(*login)
    for code, said in [s.mail(sender), *map(s.rcpt, rcpts), s.data(text)]:
        if code != 250:
            sys.exit(f"not taken: {code} {said}")
    s.quit()


def several(_):
    send("alice@example.test", ["a@refused.test", "b@refused.test"],
         b"Subject: with a login\r\n\r\nbody\r\n",
         ("alice@mx1.example.test", "secret"))
    send("bob@example.test",
         ['"two words"@refused.test', '"a)(b"@refused.test',
          '"back\\\\slash\\"quote"@refused.test', "UPPER@Refused.TEST"],
         b"Subject: odd addresses\r\nX-Long: " + b"y" * 3000 +
         b"\r\nX-Last: 1\r\n\r\n" + b"z" * 5000 + b"\r\n..dot\r\n\r\n\r\n")
    send("", ["null@refused.test"], b"no header\r\n\xff\x00\x1b[31m\r\n")
    send("spam@forged.test", ["v%d@refused.test" % i for i in range(30)],
         b"Subject: from outside\r\nX-PHP-Originating-Script: 0:x.php\r\n\r\n",
         xclient="NAME=[UNAVAILABLE] ADDR=198.51.100.7")
    send("six@forged.test", ["v@refused.test"], b"Subject: six\r\n\r\nx\r\n",
         xclient="NAME=v6.example.test ADDR=IPV6:2001:db8::25")


def many(n):
    for i in range(n):
        send("bulk@example.test", ["r%d@refused.test" % i],
             b"Subject: bulk %d\r\n\r\nbody\r\n" % i)


def sink(_):
    """Takes connections where Postfix delivers to, and says nothing."""
    s = socket.create_server(("127.0.0.1", 2525))
    held = []
    while True:
        held.append(s.accept())
        time.sleep(0.01)


{"several": several, "many": many, "sink": sink}[sys.argv[1]](
    int(sys.argv[2]) if len(sys.argv) > 2 else 0)
