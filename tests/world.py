#!/usr/bin/python3
"""world.py WHAT...: who is outside of the server of tests/server.sh.
  sink ADDRESS     takes SMTP connections, and answers nothing
  post N SITE PATH from a stranger's address, N times
  visit SITE       a visitor's requests, until it is ended
  login USER PASSWORD SENDER RCPT...  a message to each, by SMTP AUTH"""
import http.client
import itertools
import smtplib
import socket
import sys
import time

SERVER, VISITOR, STRANGER = "192.0.2.10", "198.51.100.7", "198.51.100.66"


def request(source, method, site, path):
    c = http.client.HTTPConnection(SERVER, 80, timeout=60,
                                   source_address=(source, 0))
    c.request(method, path, headers={"Host": site})
    print(c.getresponse().read().decode(), end="")


def sink(address):
    s = socket.create_server((address, 25))
    held = []
    while True:
        held.append(s.accept())
        held[-1][0].sendall(b"220 mx.example ESMTP\r\n")


def post(n, site, path):
    for _ in range(int(n)):
        request(STRANGER, "POST", site, path)


def visit(site):
    for i in itertools.count():
        request(VISITOR, "GET", site, "/")
        if i % 6 == 1:
            request(VISITOR, "POST", site, "/wp-login.php")
        time.sleep(0.3)


def login(user, password, sender, *rcpts):
    s = smtplib.SMTP(SERVER, 587, source_address=(STRANGER, 0))
    s.ehlo()
    try:
        s.login(user, password)
    except smtplib.SMTPAuthenticationError:
        sys.exit("login refused")
    for r in rcpts:
        s.sendmail(sender, [r], "Subject: Your invoice\r\n\r\nPay now.\r\n")
    s.quit()


{"sink": sink, "post": post, "visit": visit, "login": login}[sys.argv[1]](
    *sys.argv[2:])
