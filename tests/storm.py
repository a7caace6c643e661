# storm.py DIR: judges what tools printed while Exim queued, delivered and
# removed. DIR/log is Exim's main log, DIR/removals has lines of a time and an
# id that Exim was told to remove then; DIR/scans has a line a run: number, kind,
# start, end, exit status; DIR/N.out and DIR/N.err are what it printed. Messages
# have one number in sender, recipient, subject and From. Prints what is wrong,
# or how much was right.
import calendar
import re
import sys
import time

where = sys.argv[1]
BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
MS = .001  # stamps are cut
arrived, leaving, left, number = {}, {}, {}, {}
wrong = []
line_of = re.compile(
    r'(\S+ \S+)\.(\d+) (\w{6}-\w{6}-\w\w) (<= <?s(\d+)@|=> |Completed)')


def base62(text):
    n = 0
    for digit in text:
        n = 62 * n + BASE62.index(digit)
    return n


# The time in an id is before Exim makes its files.
def begun(i):
    return base62(i[:6]) + base62(i[14:]) * .005


for line in open(where + '/log', errors='replace'):
    m = line_of.match(line)
    if not m:
        continue
    at = calendar.timegm(time.strptime(m[1], '%Y-%m-%d %H:%M:%S')) \
        + float('.' + m[2])
    if m[4] == 'Completed':
        left[m[3]] = at
    elif m[4] == '=> ':
        leaving.setdefault(m[3], at)
    else:
        arrived[m[3]] = at
        number[m[3]] = m[5]
for line in open(where + '/removals'):
    at, i = line.split()
    leaving[i] = min(float(at), leaving.get(i, 1e12))


# Those that were there all the time, and those that were at some time. Exim
# logs an arrival when the files are there, a delivery before they go, and that
# it is completed when they are gone: however late, or slow, it does that.
def bounds(start, end):
    least = sum(1 for i, at in arrived.items() if at + MS < start and
                leaving.get(i, 1e12) > end)
    most = sum(1 for i in arrived if begun(i) < end and
               left.get(i, 1e12) + MS > start)
    return least, most


def same_number(n, got):
    return all(x == '-' or re.fullmatch(r'\D*' + n + r'(@.*)?', x)
               for x in got)


numbers = set(number.values())
runs = records = 0
for line in open(where + '/scans'):
    n, kind, start, end, status = line.split()
    out = open(f'{where}/{n}.out').read().splitlines()
    err = open(f'{where}/{n}.err').read().splitlines()
    runs += 1
    said = [e for e in err if not e.endswith(': no such message')]
    if said or (kind != 'qhdr' and (err or status != '0')) or \
            int(status) not in (0, 2):
        wrong.append(f'{kind} {n}: exit {status}, {err[:3]}')
    least, most = bounds(float(start), float(end))
    count = int((out or ['-1'])[0]) if kind == 'qcount' else len(out)
    # qhdr leaves out what was gone after it was listed.
    if count > most or (count < least and kind != 'qhdr'):
        wrong.append(f'{kind} {n}: {count}, not from {least} to {most}')
    ids = []
    for record in out if kind != 'qcount' else []:
        f = record.split('\t')
        records += 1
        if kind == 'qhdr':
            right = f[-1][1:] in numbers and same_number(f[-1][1:], f)
        else:
            ids.append(f[0])
            right = f[0] in number and same_number(number[f[0]], f[1:])
        if not right:
            wrong.append(f'{kind} {n}: no such message: {record}')
    if len(set(ids)) != len(ids):
        wrong.append(f'{kind} {n}: a message twice')

if wrong:
    print('\n'.join(wrong[:20]))
    sys.exit(1)
print(f'{len(arrived)} messages, {len(left)} of them gone, {runs} runs, '
      f'{records} records')
