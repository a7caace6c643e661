"""websites_lay and websites_steady of websites.bash, which says what they do."""

import datetime
import os
import re
import sys

BEGUN = 1795255200  # 2026-11-21T10:00:00Z, where every layout begins
STEP = 0.35  # seconds from one innocent request to the next, at each server
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

# What a line's time looks like, and how strptime reads it; all that fit are
# shifted. None is a number of seconds, what is behind it stays.
STAMPS = [
    (r"(?<=\[)\d\d/\w{3}/\d{4}:[\d:]{8} [+-]\d{4}", "%d/%b/%Y:%H:%M:%S %z"),
    (r"\d{4}-\d\d-\d\dT[\d:]{8}[+-]\d\d:\d\d", "%Y-%m-%dT%H:%M:%S%z"),
    (r"(?<=^\[)\d\d-\w{3}-\d{4} [\d:]{8} UTC", "%d-%b-%Y %H:%M:%S UTC"),
    (r"(?<=^\[)\d\d-\w{3}-\d{4} [\d:]{8} Asia", "%d-%b-%Y %H:%M:%S Asia"),
    (r"^\d{4}-\d\d-\d\d [\d:]{8}", "%Y-%m-%d %H:%M:%S"),
    (r'(?<="msec":)\d{10}', None),
    (r"^\d{10}(?=\d{3} )", None),
]
EXIM_ID = r"\b\w{6}-(?:\w{6}-\w{2}|\w{11}-\w{4})\b"


def seconds(text, form):
    if form is None:
        return int(text)
    time = datetime.datetime.strptime(text, form)
    if time.tzinfo is None:
        east = 9 if form.endswith("Asia") else 0  # Tokyo
        hours = datetime.timedelta(hours=east)
        time = time.replace(tzinfo=datetime.timezone(hours))
    return int(time.timestamp())


def shifted(text, form, by):
    if form is None:
        return str(int(text) + by)
    time = datetime.datetime.strptime(text, form)
    text = (time + datetime.timedelta(seconds=by)).strftime(form)
    if form.endswith("S%z"):  # +09:00, which strftime has not
        text = text[:-2] + ":" + text[-2:]
    return text


def shift_id(match, by):
    text = match.group()
    n = 0
    for digit in text[:6]:
        n = 62 * n + BASE62.index(digit)
    n += by
    digits = ""
    for _ in range(6):
        digits = BASE62[n % 62] + digits
        n //= 62
    return digits + text[6:]


def shift_line(line, by):
    for pattern, form in STAMPS:
        line = re.sub(pattern, lambda m: shifted(m.group(), form, by), line)
    return re.sub(EXIM_ID, lambda m: shift_id(m, by), line)


def stamp_of(line):
    for pattern, form in STAMPS:
        found = re.search(pattern, line)
        if found:
            return seconds(found.group(), form)
    raise SystemExit("no time: " + line)


def read_messages(source):
    with open(source + "/messages") as file:
        title, *records = file.read().splitlines()
    messages = []
    for record in records:
        mid, time, *rest = record.split("\t")
        messages.append((mid, time, rest, rest[-1].rsplit(maxsplit=1)[0]))
    return title, messages


def lay(source, out, length, *placed):
    places = {}
    for word in placed:
        name, _, at = word.partition("=")
        places[name] = [int(second) for second in at.split(",")]

    title, messages = read_messages(source)
    begun, sender = {}, {}
    for mid, time, _, name in messages:
        begun.setdefault(name, int(float(time)))
        sender[mid] = name
    if not set(places) <= set(begun):
        raise SystemExit("no such scenario: %s" % (set(places) - set(begun)))

    def shifts(name):
        return [BEGUN + at - begun[name] for at in places.get(name, [])]

    def scenario(line):
        for name in re.findall(r"([\w-]+)\.php", line):
            if name in begun:
                return name
        return None

    logs = {}
    for where, _, names in os.walk(source + "/log"):
        for name in names:
            if name != "error.log":
                path = os.path.relpath(os.path.join(where, name), source)
                with open(os.path.join(source, path)) as file:
                    logs[path] = file.read().splitlines()

    for path, lines in logs.items():
        laid, written, innocent = [], 0, []
        for line in lines:
            # A line is written when its request ends, whatever its stamp is.
            written = max(written, stamp_of(line))
            name = scenario(line)
            if name is None:
                innocent.append(line)
            else:
                laid += [(written + n, shift_line(line, n))
                         for n in shifts(name)]
        for i in range(int(length / STEP) if innocent else 0):
            line, at = innocent[i % len(innocent)], BEGUN + int(i * STEP)
            laid.append((at, shift_line(line, at - stamp_of(line))))
        laid.sort(key=lambda pair: pair[0])
        path = os.path.join(out, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.writelines(line + "\n" for _, line in laid)

    laid = []
    for mid, time, rest, name in messages:
        whole, _, fraction = time.partition(".")
        for by in shifts(name):
            now = "%d.%s" % (int(whole) + by, fraction)
            moved = re.sub(EXIM_ID, lambda m: shift_id(m, by), mid)
            laid.append((float(now), moved, now, *rest))
    with open(out + "/messages", "w") as file:
        file.write(title + "\n")
        file.writelines("\t".join(m[1:]) + "\n" for m in sorted(laid))

    laid = []
    with open(source + "/spool/log/mainlog") as file:
        for line in file.read().splitlines():
            found = re.search(EXIM_ID, line)
            for by in shifts(sender[found.group()]) if found else []:
                line_now = shift_line(line, by)
                laid.append((stamp_of(line_now), line_now))
    with open(out + "/mainlog", "w") as file:
        laid.sort(key=lambda pair: pair[0])
        file.writelines(line + "\n" for _, line in laid)


# How far messages are from their request's line: the first at least, the last
# at most. These are within what the scripts have, and the windows allow.
FAR = {
    "slow": (-8, 0),
    "quick": (-8, 0),
    "timeout": (-8, 8),
    "abort": (-8, 8),
    "finish": (0, 4.5),
    "detach": (3.2, 28),
    "start": (0, 28),
    "burst": (0, 28),
    "later": (0, 28),
    "lower": (0, 28),
    "wp-cron": (0, 28),
    "logged": (0, 28),
}


def steady(source):
    def times(log, pattern):
        with open(source + "/log/" + log) as file:
            return [re.search(pattern, line).groups()
                    for line in file if re.search(pattern, line)]

    def far(name, offsets, least, most):
        if least <= min(offsets) and max(offsets) <= most:
            return False
        print("%s: from %s to %s s, not in %s to %s: once more" % (
            name, min(offsets), max(offsets), least, most))
        return True

    sent = {}
    for _, time, _, name in read_messages(source)[1]:
        sent.setdefault(name, []).append(float(time))
    lines = {name: float(msec) for msec, name in
             times("nginx/json.log", r'"msec":([\d.]+).*?/([\w-]+)\.php')}
    lines.update((name, int(msec) / 1000) for msec, name in
                 times("apache2/custom.log", r"^(\d+) .*/([\w-]+)\.php"))
    wrong = 0
    for name, (least, most) in FAR.items():
        offsets = [time - lines[name] for time in sorted(sent[name])]
        wrong += far(name, offsets, least, most)
        # Some before the line, some after; many enough soon after.
        if name == "timeout":
            wrong += far(name, offsets[:1], least, 0)
            wrong += far(name, offsets[-1:], 0, most)
        if name == "finish":
            wrong += far(name, offsets[3:4], 0, 1.9)
    # A call of mail() and its message.
    for log, names in (("mail.log", ["logged"]),
                       ("tokyo.log", ["timeout", "abort"])):
        calls = times("php/" + log, r"^(\[.*?/([\w-]+)\.php:.*)")
        for name in names:
            begun = [stamp_of(line) for line, script in calls if script == name]
            wrong += far(name + " in " + log, [
                time - call for time, call in zip(sorted(sent[name]), begun)],
                         0, 5)
    return wrong


if sys.argv[1] == "steady":
    sys.exit(1 if steady(sys.argv[2]) else 0)
lay(sys.argv[2], sys.argv[3], int(sys.argv[4]), *sys.argv[5:])
