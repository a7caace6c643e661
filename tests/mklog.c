/*
 * mklog: writes the Exim main log of a server whose mail is mostly one site's
 * spam, and with -i into a file what is to be found in it: a line a message,
 * ID<TAB>ORIGIN<TAB>STATE, in the order in which they start to arrive.
 *
 * Everything follows from the options; nothing is read. Messages arrive from
 * -t to -t + -d; what is still queued then is tried later. Times are UTC. With
 * -b a sample tells how many messages fill a large log, to a percent or so.
 * -N: ids of Exim 4.97; -R: subjects, recipients; -c: arguments; -Pmz: stamps.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LEN(a) (sizeof(a) / sizeof *(a))
#define PICK(a) ((a)[rnd(LEN(a))])
/* The first of n most of the time, of the others the first ones more. */
#define FEW(n) (rnd(5) < 3 ? 0 : rnd(1 + rnd(n)))
#define NEXT_PID() (last_pid = (last_pid + 1 + rnd(3)) % MAX_PID)
#define SEC UINT64_C(1000000) /* times are in microseconds */

enum { RCPTS = 4, MAX_PID = 4194304, SAMPLE = 20000, LINE = 4096 };
enum { USERS = 300, OTHERS = 3000, BOXES = USERS + OTHERS }; /* mailboxes */

/* Text that is to come: a line or two. */
struct text {
	uint64_t at;
	unsigned pid;
	char s[];
};

struct msg {
	enum { LOCAL, AUTH, REMOTE, BOUNCE } kind;
	enum { DELIVERED, BOUNCED, DEFERRED } state;
	uint64_t at; /* when the next line is due */
	unsigned pid, sender, client; /* the last two are boxes */
	char id[24], number[12]; /* the size */
	const struct msg *of; /* what a bounce is about */
	unsigned rcpts[RCPTS], nrcpt, next; /* the one that is tried */
};

static struct box {
	char user[32], domain[32], addr[64], ip[32];
} boxes[BOXES];

/* Templates: $ and a letter stand for a value, see expand(). */
/* clang-format off */
static const char *const received[][2] = {
    {"$i <= $s U=$u P=local S=$n id=$x.$n@$v$t",
     "$i <= $s U=$u P=local S=$n id=E$i@mail.example$t"},
    {"$i <= $s H=(PC-$n) [$a] P=esmtpsa X=$c A=dovecot_login:$s S=$n$t",
     "$i <= $s H=pool.$v ([192.168.1.7]) [$a] P=esmtpsa X=$c "
     "A=dovecot_login:$s S=$n id=$x@$v$t"},
    {"$i <= $s H=mx.$v [$a] P=esmtp S=$n id=$x@$v$t",
     "$i <= $s H=mx.$v (m) [$a] P=esmtps X=$c K S=$n DKIM=$v id=$x@$v$t"},
    {"$i <= <> R=$o U=Debian-exim P=local S=$n id=E$i@mail.example$t",
     "$i <= <> R=$o U=Debian-exim P=local S=$n$t"}};
static const char *const args[] = {
    "cwd=/var/www/$u/data/www/$v 5 args: /usr/sbin/sendmail -t -i -f $s", "",
    "", "cwd=/var/spool/exim4 7 args: /usr/sbin/exim4 -t -oem -oi -f <> -E$o"};
static const char *const found[] = {"$i\tlocal:$u\t$f", "$i\tauth:$s\t$f",
    "$i\tremote:[$a]\t$f", "$i\tbounce:\t$f"};
static const char *const states[] = {"delivered", "bounced", "deferred"};
/* By state; the first of each is for mailboxes here. */
static const char *const outcomes[][3] = {
    {"$i => $U <$S> R=local_user T=mail_spool S=$n",
     "$i => $S R=dnslookup T=remote_smtp S=$n H=mx1.$V [$A] X=$c C=\"250 OK\"",
     "$i => $S R=dnslookup T=remote_smtp S=$n H=mx2.$V [$A] X=$c K "
     "C=\"250 2.0.0 Ok: queued as $x\""},
    {"$i ** $S R=local_user T=mail_spool: retry timeout exceeded",
     "$i ** $S: Unrouteable address",
     "$i ** $S R=dnslookup T=remote_smtp H=mx1.$V [$A] X=$c: SMTP error "
     "from remote mail server after RCPT TO:<$S>: 550 5.1.1 User unknown"},
    {"$i == $S R=local_user T=mail_spool defer (-22): mailbox is full",
     "$i == $S R=dnslookup T=remote_smtp defer (110): Connection timed out",
     "$i == $S R=dnslookup T=remote_smtp defer (-44) H=mx1.$V [$A]: SMTP error "
     "from remote mail server after RCPT TO:<$S>: 451 4.7.1 Try later"}};
static const char *const noises[] = {
    "Start queue run: pid=$n", /* the first: its end follows */
    "no host name found for IP address $a",
    "no host name found for IP address $a",
    "H=($v) [$a] F=<$s> rejected RCPT <$S>: relay not permitted",
    "H=mx.$v [$a] X=$c F=<$s> rejected RCPT <$S>: Sender verify failed",
    "H=mx.$v [$a] F=<$s> temporarily rejected RCPT <$S>: greylisted",
    ("dovecot_login authenticator failed for (User) [$a]: 535 Incorrect "
     "authentication data (set_id=$S)"),
    "TLS error on connection from ($v) [$a] (SSL_accept): timed out",
    "SMTP connection from (PC-$n) [$a] lost D=5s"};
static const char subject[] = /* as Exim escapes it */
    "\\320\\241\\321\\207: \\\"free\\\" => U=root P=local A=plain:root S=1 for";
static const char *const words[] = {"shop", "olga", "blog", "ivan", "foto",
    "maria", "auto", "petrov", "market", "garcia", "travel", "weber", "kim"};
/* clang-format on */

/* The options by their letters. */
static uint64_t opt['z' + 1] = {
    ['d'] = 7 * 86400, ['p'] = 1, ['s'] = 1, ['t'] = 1763000000};
static uint64_t rnd_state, written, slot; /* slot: time for a message */
static uint64_t left; /* messages that are to arrive yet */
static unsigned last_pid;
static struct text **heap; /* the earliest first */
static size_t nheap, nout;
static char out[1 << 20], rich[512]; /* -R: subject and recipients */
static FILE *mainlog, *ids; /* NULL: not written */

static _Noreturn void
die(const char *thing)
{
	fprintf(stderr, "mklog: %s: %s\n", thing, strerror(errno));
	exit(2);
}

/* A number below n (xorshift64*: the upper bits are the better). */
static unsigned
rnd(uint64_t n)
{
	rnd_state ^= rnd_state >> 12;
	rnd_state ^= rnd_state << 25;
	rnd_state ^= rnd_state >> 27;
	return (unsigned)((rnd_state * UINT64_C(0x2545F4914F6CDD1D) >> 8) % n);
}

static void
flush(void)
{
	if (mainlog != NULL && fwrite(out, 1, nout, mainlog) != nout)
		die("standard output");
	written += nout;
	nout = 0;
}

static void
put(const char *s, size_t n)
{
	if (n > sizeof out - nout)
		flush();
	memcpy(out + nout, s, n);
	nout += n;
}

static void
put_stamp(const struct text *t)
{
	static time_t sec = -1;
	static char date[24];
	char s[16];

	if ((time_t)(t->at / SEC) != sec) {
		sec = (time_t)(t->at / SEC);
		strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", gmtime(&sec));
	}
	put(date, strlen(date));
	if (opt['m'])
		put(s, (size_t)sprintf(s, ".%03" PRIu64, t->at % SEC / 1000));
	put(" +0000", opt['z'] ? 6 : 0);
	if (opt['P'])
		put(s, (size_t)sprintf(s, " [%u]", t->pid));
	put(" ", 1);
}

static void
push(struct text *t)
{
	size_t i = nheap++;

	if ((i & (i + 1)) == 0 && /* full: twice as much */
	    (heap = realloc(heap, (2 * i + 2) * sizeof(struct text *))) == NULL)
		die("realloc");
	for (; i > 0 && t->at < heap[(i - 1) / 2]->at; i = (i - 1) / 2)
		heap[i] = heap[(i - 1) / 2];
	heap[i] = t;
}

static struct text *
pop(void)
{
	struct text *top = heap[0], *last = heap[--nheap];
	size_t i = 0, child;

	for (; (child = 2 * i + 1) < nheap; i = child) {
		if (child + 1 < nheap && heap[child + 1]->at < heap[child]->at)
			child++;
		if (last->at <= heap[child]->at)
			break;
		heap[i] = heap[child];
	}
	heap[i] = last;
	return top;
}

/* Writes what is due up to a time. */
static void
drain(uint64_t until)
{
	struct text *t;
	size_t n;
	char *s;

	for (; nheap > 0 && heap[0]->at <= until; free(t))
		for (t = pop(), s = t->s; *s != '\0'; s += n) {
			put_stamp(t);
			n = strcspn(s, "\n") + 1;
			put(s, n);
		}
}

static char *
expand(char *p, const struct msg *m, const char *s)
{
	const struct box *from = &boxes[m->sender];
	const struct box *to = &boxes[m->rcpts[m->next]];
	char hex[9];
	/* clang-format off */
	const char *const values['z' + 1] = {
	    ['s'] = from->addr, ['u'] = from->user, ['v'] = from->domain,
	    ['S'] = to->addr, ['U'] = to->user, ['V'] = to->domain,
	    ['a'] = boxes[m->client].ip, ['A'] = to->ip,
	    ['c'] = "TLS1.3:ECDHE_X25519__ECDSA_SHA256__AES_256_GCM:256 CV=no",
	    ['i'] = m->id, ['o'] = m->of != NULL ? m->of->id : "",
	    ['f'] = states[m->state], ['n'] = m->number, ['t'] = rich,
	    ['x'] = hex};
	/* clang-format on */

	sprintf(hex, "%08X", (unsigned)(m->at * 2654435761));
	for (; *s != '\0'; s++)
		if (*s != '$')
			*p++ = *s;
		else
			p = stpcpy(p, values[(unsigned char)*++s]);
	return stpcpy(p, "\n");
}

/* A line of the log at the message's time, perhaps directly after another. */
static void
tell(const struct msg *m, const char *before, const char *s)
{
	char text[LINE], *end = text;
	struct text *t;

	if (*before != '\0')
		end = expand(end, m, before);
	end = expand(end, m, s) + 1;
	if ((t = malloc(sizeof *t + (size_t)(end - text))) == NULL)
		die("malloc");
	t->at = m->at;
	t->pid = m->pid;
	memcpy(t->s, text, (size_t)(end - text));
	push(t);
}

/* Second, pid, fraction: of 5 ms in Exim 4.96, of 1 us in later ones. */
static void
make_id(struct msg *m)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz";
	uint64_t n[] = {
	    m->at / SEC, m->pid, m->at % SEC / (opt['N'] ? 1 : 5000)};
	size_t part = LEN(n) - 1, i = opt['N'] ? 23 : 16;

	strcpy(m->id, i > 16 ? "ssssss-ppppppppppp-ffff" : "ssssss-pppppp-ff");
	while (i-- > 0)
		if (m->id[i] == '-')
			part--;
		else {
			m->id[i] = digits[n[part] % 62];
			n[part] /= 62;
		}
}

static void
receive(struct msg *m)
{
	char text[LINE], *p = rich;
	unsigned i;

	if (ids != NULL && mainlog != NULL) {
		expand(text, m, found[m->kind]);
		fputs(text, ids);
	}
	p += sprintf(p, " T=\"%s\" for",
	    m->kind == BOUNCE ? "Mail delivery failed" : subject);
	for (i = 0; i < m->nrcpt; i++)
		p += sprintf(p, " %s", boxes[m->rcpts[i]].addr);
	*rich = opt['R'] ? ' ' : '\0';
	m->at += rnd(m->kind == AUTH || m->kind == REMOTE ? 3 * SEC : SEC / 20);
	tell(m, opt['c'] ? args[m->kind] : "", PICK(received[m->kind]));
}

/* Tries one recipient until it is done, or the log ends. */
static void
deliver(struct msg *m)
{
	unsigned outcome = m->state == BOUNCED && m->next > 0 ? 0 : m->state;
	unsigned which = m->rcpts[m->next] < USERS ? 0 : 1 + rnd(2);
	unsigned tries = 0, defers = rnd(25) == 0 ? 1 + rnd(4) : 0;

	m->at += SEC / 20 + rnd(2 * SEC);
	while (outcome == DEFERRED || tries < defers) {
		tell(m, "", outcomes[DEFERRED][which]);
		m->at += (900 * SEC << tries++) + rnd(300 * SEC);
		m->pid = NEXT_PID();
		if (outcome == DEFERRED && m->at > (opt['t'] + opt['d']) * SEC)
			return;
	}
	tell(m, "", outcomes[outcome][which]);
}

/* A line without an id, as many as messages. A client may have several. */
static void
noise(uint64_t at)
{
	static struct msg m;
	const char *s = PICK(noises);

	m.at = at;
	m.pid = NEXT_PID();
	m.sender = USERS + rnd(OTHERS);
	m.client = rnd(2) == 0 ? m.client : rnd(BOXES);
	*m.rcpts = rnd(USERS);
	sprintf(m.number, "%u", m.pid);
	tell(&m, "", s);
	if (s == *noises) {
		m.at += SEC + rnd(20 * SEC);
		tell(&m, "", "End queue run: pid=$n");
	}
}

/* A message that starts to arrive: a bounce, if another is given. */
static void
message(uint64_t at, const struct msg *of)
{
	unsigned i, other = rnd(OTHERS);
	struct msg m = {.at = at, .of = of, .pid = NEXT_PID()}, try, last = m;

	left--;
	noise(at + rnd(2 * slot));
	make_id(&m);
	sprintf(m.number, "%u", 600 + rnd(1 + rnd(60000)));
	m.client = rnd(BOXES);
	m.kind = of != NULL ? BOUNCE : (unsigned)("000011122"[rnd(9)] - '0');
	m.sender = m.kind == BOUNCE ? of->sender
	    : m.kind == REMOTE	    ? USERS + other
				    : m.kind + FEW(USERS - 1);
	if (rnd(100) < opt['p'])
		m.state = DEFERRED;
	else if (of == NULL && left > 0 && rnd(9 * (100 - opt['p'])) < 100)
		m.state = BOUNCED;
	m.nrcpt = of != NULL || rnd(5) > 0 ? 1 : 2 + rnd(RCPTS - 1);
	for (i = 0; i < m.nrcpt; i++)
		m.rcpts[i] = USERS + (other += 97) % OTHERS;
	if (m.kind >= REMOTE)
		*m.rcpts = of != NULL ? of->sender : FEW(USERS);
	receive(&m);
	m.pid = NEXT_PID();
	for (; m.next < m.nrcpt; m.next++) { /* the heap will sort it */
		try = m;
		deliver(&try);
		if (try.at > last.at)
			last = try;
	}
	if (m.state == BOUNCED)
		message(last.at, &last);
	last.at += SEC / 10;
	if (m.state != DEFERRED)
		tell(&last, "", "$i Completed");
}

/* Messages come evenly, but a third right behind the one before. */
static void
run(void)
{
	uint64_t begin = opt['t'] * SEC, at;

	slot = opt['d'] * SEC / opt['n'];
	slot += slot < 100 ? 100 : 0; /* no pid may come twice in 5 ms */
	rnd_state = (opt['s'] + 1) * UINT64_C(0x9E3779B97F4A7C15);
	last_pid = 300;
	at = begin + rnd(slot);
	for (left = opt['n']; left > 0;) {
		drain(at);
		message(at, NULL);
		if (rnd(3) == 0)
			at += rnd(slot < 2 * SEC ? slot : 2 * SEC);
		else
			at = begin + (opt['n'] - left) * slot + rnd(slot);
	}
	drain(UINT64_MAX);
	flush();
}

static void
make_boxes(void)
{
	struct box *b = boxes;
	const char *a;
	unsigned i;

	for (i = 0; i < BOXES; i++, b++) {
		a = words[i % LEN(words)];
		sprintf(b->user, i < USERS ? "%s%.0u" : "%s.%u", a, i / 13);
		a = i < USERS ? b->user : words[i / 7 % LEN(words)];
		sprintf(b->domain, "%.9s%s.example", a, i < USERS ? "" : "-mx");
		sprintf(b->addr, "%.31s@%.31s", b->user, b->domain);
		sprintf(b->ip, i % 8 > 0 ? "198.18.%u.%u" : "2001:db8::%x:%x",
		    i / 250, 1 + i % 250);
	}
}

int
main(int argc, char **argv)
{
	size_t n;
	int c;

	while ((c = getopt(argc, argv, "+NPRb:ci:md:n:p:s:t:z")) != -1)
		if (c == 'i') {
			if ((ids = fopen(optarg, "w")) == NULL)
				die(optarg);
		} else if (strchr("bdnpst", c) == NULL)
			opt[c] = 1;
		else if ((n = strspn(optarg, "0123456789")) > 0 && n < 11 &&
		    optarg[n] == '\0')
			opt[c] = strtoull(optarg, NULL, 10);
		else
			opt['?'] = 1;
	if (opt['?'] || optind < argc || !opt['b'] == !opt['n']) {
		fputs("usage: mklog [-NPRcmz] [-d SPAN] [-i FILE] [-p PERCENT] "
		      "[-s SEED] [-t EPOCH] -b BYTES|-n MESSAGES\n",
		    stderr);
		return 2;
	}
	make_boxes();
	if (opt['b'] > 0) {
		opt['n'] = SAMPLE;
		run();
		opt['n'] = 1 + opt['b'] * SAMPLE / written;
	}
	mainlog = stdout;
	run();
	if (fflush(stdout) == EOF || (ids != NULL && fclose(ids) == EOF))
		die("write");
	return 0;
}
