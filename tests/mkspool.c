/*
 * mkspool: makes the Exim spool of a server that sends spam, and says how
 * many messages of each origin it made.
 *
 * Everything follows from the options; nothing is read. Output: lines
 * COUNT<TAB>ORIGIN, most first, then in byte order of ORIGIN, to compare with
 * what `qcount -k origin` finds. Runs into the same DIR must differ in -S, -s
 * or -L (into two named queues: in -S), else ids come twice, which is an error
 * in the same directory. -m makes a msglog of every message, as Exim does; a
 * fresh one's tells of the arrival only. Its times are UTC.
 *
 * The files are modelled on what Exim 4.96 was seen to write for such mail,
 * with "--" where it did; -L gives 4.97's ids.
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <sys/stat.h>
#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LEN(a) (sizeof(a) / sizeof *(a))
#define PICK(a) ((a)[rnd(LEN(a))])

enum {
	RCPTS = 5,
	FLAT = 62, /* the directory over those of a split spool */
	RUN = 1 << 20, /* pids that one run may use */
	MAX_SEED = 9999, /* with RUN: all pids fit into six digits */
	TEXT = 16384, /* more than any -H or msglog here */
};

struct text {
	char *p;
	size_t len, cap;
};

struct user {
	const char *name;
	unsigned uid, gid;
};

/*
 * A kind of mail. The strings are templates: $ and a letter stand for a value
 * (see expand_one). Each field of header starts with the flag that -H gives
 * it, _ being none; its further lines start with a tab.
 */
struct kind {
	unsigned percent;
	const struct user *users; /* who may have run Exim */
	unsigned nusers, nhosts;
	const char *origin, *sender;
	const char *rcpt; /* NULL: several, elsewhere */
	const char *options, *header, *log;
};

struct msg {
	const struct kind *kind;
	const struct user *user;
	enum { DEFERRED, FROZEN, FRESH } state;
	long long sec, tried; /* arrival, last delivery attempt */
	unsigned usec;
	unsigned host, port; /* the client: its number, 1 to 254; its port */
	char id[24];
	char rcpt[RCPTS][64];
	bool done[RCPTS]; /* delivered */
	unsigned nrcpt, lines; /* lines of the body */
	size_t longest, size; /* line; all, as Exim adds it up */
};

/* Tables, one entry after another. clang-format off */
#define LENGTHS "-body_linecount $n\n-max_received_linelength $m\n"
#define BY_USER "-ident $u\n-received_protocol local\n" LENGTHS
#define LOGIN "-auth_id $u\n-auth_sender $u@mail.example\n"
#define UNQUAL "-allow_unqualified_recipient\n-allow_unqualified_sender\n$f"
#define NO_TLS "-tls_resumption A\n"
#define CIPHER "TLS1.3:ECDHE_X25519__ECDSA_SECP256R1_SHA256__AES_256_GCM:256"
#define BY_SMTP(name, ip, us) \
	"--helo_name " name "\n" \
	"-host_address [" ip "]:$p\n--host_name " name "\n" \
	"-interface_address [" us "]:25\n-received_protocol esmtp\n" LENGTHS \
	"$f" NO_TLS

#define ID "\tid $i$o;\n\t$d\n"
#define FROM "\t(envelope-from <$s>)\n" ID
#define OF_USER "PReceived: from $u by mail.example with local (Exim $v)\n"
#define OF_SMTP(name, ip) \
	"PReceived: from " name " ([" ip "])\n" \
	"\tby mail.example with esmtp (Exim $v)\n" FROM
#define MIME \
	"_MIME-Version: 1.0\n" \
	"_Content-Type: text/plain; charset=UTF-8\n" \
	"_Content-Transfer-Encoding: 8bit\n"
#define MSGID "IMessage-Id: <E$i@mail.example>\n"
#define DATE "_Date: $d\n"

/* Remote messages that claim to be a script's: it is no script of ours. */
#define REMOTE(percent, ip, us) \
	{ \
		percent, exim, 1, 15, "remote:[" ip "]", \
		    "robot@mx$k.other.example", "info@victim.example", \
		    BY_SMTP("mx$k.other.example", ip, us), \
		    OF_SMTP("mx$k.other.example", \
			ip) "PReceived: by mx$k.other.example with local id " \
			    "$p;\n\t$d\n" \
			    "_X-PHP-Originating-Script: 1001:mailer.php\n" \
			    "FFrom: <$s>\nTTo: $t\n_Subject: $j\n" DATE \
			    "IMessage-ID: <$p.$n@other.example>\n" MIME, \
		    "$s H=mx$k.other.example [" ip "] P=esmtp" \
	}

static const struct user exim[] = {{"Debian-exim", 102, 105}};
static const struct user owners[] = {
    {"shop", 1001, 1001}, {"blog", 1002, 1002}, {"deploy", 1003, 1003}};
static const struct user people[] = {
    {"alice", 1004, 1004}, {"bob", 1005, 1005}, {"root", 0, 0}};

static const struct kind kinds[] = {
    {60, owners, 1, 1, "php:$u/1001:mailer.php", "info@shop.example", NULL,
	BY_USER LOGIN UNQUAL "-local\n-sender_set_untrusted\n" NO_TLS,
	OF_USER FROM
	"TTo: $t\n_Subject: $j\n"
	"_X-PHP-Originating-Script: 1001:mailer.php\n"
	"FFrom: =?UTF-8?B?0J7RgtC00LXQuyDQv9GA0L7QtNCw0LY=?= <$s>\n" MIME MSGID
	    DATE,
	"$s U=$u P=local"},
    {20, exim, 1, 254, "auth:$s", "info@victim.example", NULL,
	"--helo_name WIN-$k\n-host_address [203.0.113.$k]:$p\n"
	"-host_auth plain\n-host_auth_pubname PLAIN\n"
	"-interface_address [192.0.2.25]:587\n"
	"-received_protocol esmtpsa\n" LENGTHS "--auth_id $s\n$f"
	"-host_lookup_failed\n-tls_cipher " CIPHER "\n-tls_ourcert $c\n"
	"-tls_resumption B\n-tls_ver TLS1.3\n",
	"PReceived: from [203.0.113.$k] (helo=WIN-$k)\n"
	"\tby mail.example with esmtpsa  (TLS1.3) tls "
	"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\n\t(Exim $v)\n" FROM
	"FFrom: =?UTF-8?Q?Caf=C3=A9?= <$s>\nTTo: $t\n_Subject: $j\n" DATE
	"IMessage-ID: <$p.$n@WIN-$k>\n_X-Mailer: Mass 2.1\n" MIME,
	"$s H=(WIN-$k) [203.0.113.$k] P=esmtpsa X=" CIPHER " CV=no "
	"A=plain:$s"},
    {5, owners, 3, 1, "cron:$u", "$u@mail.example", "$u@mail.example",
	BY_USER LOGIN UNQUAL "-local\n" NO_TLS,
	OF_USER FROM
	"*From: root (Cron Daemon)\n"
	"FFrom: root@mail.example (Cron Daemon)\n"
	"*To: $u\nTTo: $t\n_Subject: Cron <$u@mail> php cron.php\n" MIME
	"_X-Cron-Env: <SHELL=/bin/sh>\n"
	"_X-Cron-Env: <HOME=/home/$u>\n_X-Cron-Env: <LOGNAME=$u>\n" MSGID DATE,
	"$s U=$u P=local"},
    {5, people, 3, 1, "local:$u", "$u@mail.example", NULL,
	BY_USER LOGIN UNQUAL "-local\n" NO_TLS,
	OF_USER FROM "TTo: $t\n_Subject: Report of $d\n" MIME MSGID
		     "FFrom: $s\n" DATE,
	"$s U=$u P=local"},
    REMOTE(3, "198.51.100.$k", "192.0.2.25"),
    REMOTE(2, "2001:db8::$k", "2001:db8::25"),
    {3, exim, 1, 1, "bounce:", "", "info@shop.example",
	BY_USER UNQUAL "-localerror\n" NO_TLS,
	OF_USER ID
	"_X-Failed-Recipients: nobody@gone.example\n"
	"_Auto-Submitted: auto-replied\n"
	"FFrom: Mail Delivery System <Mailer-Daemon@mail.example>\n"
	"TTo: $t\n_Subject: Your message could not be delivered\n" MIME MSGID
	    DATE,
	"<> U=$u P=local"},
    {2, exim, 1, 1, "loop:[127.0.0.1]", "news@blog.example", NULL,
	BY_SMTP("localhost", "127.0.0.1", "127.0.0.1"),
	OF_SMTP("localhost", "127.0.0.1") "FFrom: <$s>\nTTo: $t\n"
					  "_Subject: $j\n" DATE MIME,
	"$s H=localhost [127.0.0.1] P=esmtp"},
};
/* clang-format on */

static const char *const names[] = {"olga", "ivan", "maria", "john", "anna",
    "petrov", "garcia", "smith", "weber", "rossi", "novak", "kim", "dubois"};
static const char *const freemail[] = {"freemail.example", "inbox.example",
    "pochta.example", "letterbox.example", "webpost.example"};
static const char *const subjects[] = {
    "=?UTF-8?B?0KHRh9GR0YIg0LfQsCDQvtC60YLRj9Cx0YDRjA==?=",
    ("=?UTF-8?B?0J/QvtGB0LvQtdC00L3QtdC1?=\n"
     " =?UTF-8?B?INC90LDQv9C+0LzQuNC90LDQvdC40LUg0L4g0LfQsNC60LDQt9C1?="),
    "=?utf-8?b?5b2T6YG444Gu44GK55+l44KJ44Gb?=",
    "=?UTF-8?Q?Gutschein_f=C3=BCr_Sie?=",
    "=?utf-8?q?Su_pedido_est=C3=A1?=\n =?utf-8?q?_detenido_en_aduana?=",
    "Your parcel waits at the depot,\n confirm the address today",
    "Re: unpaid invoice 4471",
    "You have (1) new voice message",
};
static const char *const phrases[] = {
    "Dear customer, your account will be closed unless you answer.\n",
    "Open http://files.shop.example/i/4471 to see the invoice.\n",
    "Предложение действует только сегодня.\n",
    "The offer ends at midnight; only a few places are left.\n",
    "Mit freundlichen Grüßen, Ihre Buchhaltung\n",
    "\n",
};
/* Why a message is deferred; the last is for mailboxes here. */
static const char *const defers[] = {
    "R=dnslookup T=remote_smtp defer (110): Connection timed out",
    ("R=dnslookup T=remote_smtp defer (-44) H=mx [192.0.2.10]: SMTP error "
     "from remote mail server after RCPT TO: 451 4.7.1 Too much mail today"),
    "R=dnslookup defer (-1): host lookup did not complete",
    "R=local_user T=mail_spool defer (-22): mailbox is full",
};

/* A certificate of mail.example, in one line as -H wants it. */
static const char cert[] =
    "-----BEGIN CERTIFICATE-----\\n"
    "MIIBgjCCASmgAwIBAgIUVgxXGsggrdNH4n/FtdAwP0fE7K0wCgYIKoZIzj0EAwIw\\n"
    "FzEVMBMGA1UEAwwMbWFpbC5leGFtcGxlMB4XDTI2MTEyMTE4MzAxN1oXDTM2MTEx\\n"
    "ODE4MzAxN1owFzEVMBMGA1UEAwwMbWFpbC5leGFtcGxlMFkwEwYHKoZIzj0CAQYI\\n"
    "KoZIzj0DAQcDQgAEhGOAZsP53S0UyWDLd6qG8+hyVvzOD8ki9HCt7u7VDqfHfHTT\\n"
    "TBVZdVjKhiz2753adVeEO1zlAXCN+Pc8H5oU16NTMFEwHQYDVR0OBBYEFJTrajxV\\n"
    "NhVHCYLUaUC7lV4HodqyMB8GA1UdIwQYMBaAFJTrajxVNhVHCYLUaUC7lV4Hodqy\\n"
    "MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgeAqNBDuSuaeK6Axw\\n"
    "PLXeDJlIjhHpLhQzkNpoA7rfoGECIHiIzqwDD8tySzZle2tN0QSYjwfnx82GNZbh\\n"
    "nACNHIH8\\n"
    "-----END CERTIFICATE-----\\n";

static long long bytes = 600; /* -b: body size, to an eighth */
static bool Lflag; /* -L: long ids */
static bool mflag; /* -m: msglogs too */
static long long count = 1000; /* -n: messages */
static const char *queue; /* -q: named queue */
static long long seed = 1; /* -S: where the random numbers start */
static bool sflag; /* -s: split spool */
static long long newest = -1; /* -t: when the newest message arrived */
static long long span = 86400; /* -w: seconds from the oldest to it */

static const struct passwd *owner; /* Exim's user; NULL: files stay ours */
static uint64_t rnd_state;
static struct text head = {(char[TEXT]){""}, 0, TEXT}; /* reused */
static struct text field = {(char[TEXT]){""}, 0, TEXT};
static struct text file = {(char[TEXT]){""}, 0, TEXT};
static struct text body;
static struct tally {
	char origin[64];
	unsigned n;
} tallies[64];

static const char digits[] =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static _Noreturn void
die(const char *thing)
{
	fprintf(stderr, "mkspool: %s: %s\n", thing, strerror(errno));
	exit(2);
}

/* A number below n (xorshift64*: the upper half of each is the better). */
static unsigned
rnd(uint64_t n)
{
	rnd_state ^= rnd_state >> 12;
	rnd_state ^= rnd_state << 25;
	rnd_state ^= rnd_state >> 27;
	n *= rnd_state * UINT64_C(0x2545F4914F6CDD1D) >> 32;
	return (unsigned)(n >> 32);
}

static void __attribute__((format(printf, 2, 3)))
add(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->p + t->len, t->cap - t->len, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= t->cap - t->len) {
		errno = EOVERFLOW;
		die("text");
	}
	t->len += (size_t)n;
}

static void
add_time(struct text *t, long long sec, bool rfc5322)
{
	time_t when = (time_t)sec;
	struct tm tm;

	gmtime_r(&when, &tm);
	t->len += strftime(t->p + t->len, t->cap - t->len,
	    rfc5322 ? "%a, %d %b %Y %H:%M:%S +0000" : "%Y-%m-%d %H:%M:%S ",
	    &tm);
}

static void
add_state(struct text *t, const struct msg *m)
{
	if (m->state == FROZEN)
		add(t, "-frozen %lld\n", m->tried);
	else if (m->state == FRESH)
		add(t, "-deliver_firsttime\n");
}

static void
add_rcpts(struct text *t, const struct msg *m)
{
	unsigned i;

	for (i = 0; i < m->nrcpt; i++)
		add(t, "%s%s", i > 0 ? ", " : "", m->rcpt[i]);
}

static void expand(struct text *, const char *, size_t, const struct msg *);

static void
expand_one(struct text *t, char letter, const struct msg *m)
{
	/* clang-format off */
	switch (letter) {
	case 'c': add(t, "%s", cert); break;
	case 'd': add_time(t, m->sec, true); break;
	case 'f': add_state(t, m); break;
	case 'i': add(t, "%s", m->id); break;
	case 'j': add(t, "%s", PICK(subjects)); break;
	case 'k': add(t, "%u", m->host); break;
	case 'm': add(t, "%zu", m->longest); break;
	case 'n': add(t, "%u", m->lines); break;
	case 'o': /* Exim tells the recipient if there is but one */
		if (m->nrcpt == 1)
			add(t, "\n\tfor %s", m->rcpt[0]);
		break;
	case 'p': add(t, "%u", m->port); break;
	case 's': expand(t, m->kind->sender, SIZE_MAX, m); break;
	case 't': add_rcpts(t, m); break;
	case 'u': add(t, "%s", m->user->name); break;
	case 'v': add(t, "%s", Lflag ? "4.98.2" : "4.96"); break;
	}
	/* clang-format on */
}

/* Puts the values into the first n bytes of a template, or all of it. */
static void
expand(struct text *t, const char *s, size_t n, const struct msg *m)
{
	size_t run;

	for (; n > 0 && *s != '\0'; s += run, n -= run) {
		run = strcspn(s, "$");
		if (run > n)
			run = n;
		add(t, "%.*s", (int)run, s);
		if (run == 0) {
			expand_one(t, s[1], m);
			run = 2;
		}
	}
}

/* The header as -H has it, each field after its length and flag. */
static void
header(struct text *t, struct msg *m)
{
	const char *s = m->kind->header, *end, *p, *nl;

	for (; *s != '\0'; s = end) {
		end = s;
		do
			end = strchr(end, '\n') + 1;
		while (*end == '\t');
		field.len = 0;
		expand(&field, s + 1, (size_t)(end - s - 1), m);
		add(t, "%03zu%c %s", field.len, *s == '_' ? ' ' : *s, field.p);
		/* A replaced field stays here, but no longer counts. */
		m->size += *s == '*' ? 0 : field.len;
		/* Exim measures what it was given, so not its own Received. */
		for (p = field.p; *s != 'P' && *p != '\0'; p = nl + 1) {
			nl = strchr(p, '\n');
			if ((size_t)(nl - p) > m->longest)
				m->longest = (size_t)(nl - p);
		}
	}
}

/* -D. Exim's size is its text, the header, and the line between them. */
static void
data(struct text *t, struct msg *m)
{
	static const char rule[] =
	    "------------------------------------------------------------\n";
	size_t n, left = (size_t)(bytes - bytes / 8);
	const char *s;

	left += rnd((size_t)bytes / 4 + 1);
	add(t, "%s-D\n", m->id);
	m->size = left + 1;
	for (; left > 0; left -= n, m->lines++) {
		s = PICK(phrases);
		if ((n = strlen(s)) > left) {
			n = left < sizeof rule ? left : sizeof rule - 1;
			s = rule + sizeof rule - 1 - n;
		}
		memcpy(t->p + t->len, s, n);
		t->len += n;
		if (n - 1 > m->longest)
			m->longest = n - 1;
	}
}

/* Sorted addresses as a balanced tree, each node before its branches. */
static void
tree(struct text *t, const char *const *a, size_t n)
{
	size_t left = n / 2, right = n - left - 1;

	add(t, "%c%c %s\n", left > 0 ? 'Y' : 'N', right > 0 ? 'Y' : 'N',
	    a[left]);
	if (left > 0)
		tree(t, a, left);
	if (right > 0)
		tree(t, a + left + 1, right);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
envelope(struct text *t, const struct msg *m)
{
	const char *done[RCPTS];
	size_t i, n = 0;

	add(t, "%s-H\n%s %u %u\n<", m->id, m->user->name, m->user->uid,
	    m->user->gid);
	expand(t, "$s", 2, m);
	/* Reception ends later than it starts, but in the same second. */
	add(t,
	    ">\n%lld 0\n-received_time_usec .%06u\n"
	    "-received_time_complete %lld.%06u\n",
	    m->sec, m->usec, m->sec, m->usec + (1000000 - m->usec) / 100);
	expand(t, m->kind->options, SIZE_MAX, m);
	for (i = 0; i < m->nrcpt; i++)
		if (m->done[i])
			done[n++] = m->rcpt[i];
	qsort(done, n, sizeof *done, by_name);
	if (n > 0)
		tree(t, done, n);
	else
		add(t, "XX\n");
	add(t, "%u\n", m->nrcpt);
	for (i = 0; i < m->nrcpt; i++)
		add(t, "%s\n", m->rcpt[i]);
	add(t, "\n");
}

static void
msglog(struct text *t, const struct msg *m)
{
	const char *why = defers[m->kind->rcpt ? 3 : rnd(3)];
	unsigned i;

	add_time(t, m->sec, false);
	add(t, "Received from ");
	expand(t, m->kind->log, SIZE_MAX, m);
	add(t, " S=%zu\n", m->size);
	for (i = 0; m->state != FRESH && i < m->nrcpt; i++) {
		add_time(t, m->tried, false);
		if (m->done[i])
			add(t, "%s: remote_smtp transport succeeded\n",
			    m->rcpt[i]);
		else
			add(t, "%s %s\n", m->rcpt[i], why);
	}
}

static void
base62(char *p, size_t width, uint64_t n)
{
	for (; width > 0; n /= 62)
		p[--width] = digits[n % 62];
}

/* Time, pid, fraction. No pid comes twice, in other runs neither. */
static void
make_id(struct msg *m, long long i)
{
	long long run = (seed * 2 + sflag) * 2 + (queue != NULL);

	memset(m->id, '-', sizeof m->id);
	base62(m->id, 6, (uint64_t)m->sec);
	base62(m->id + 7, Lflag ? 11 : 6, (uint64_t)(run * RUN + i));
	if (Lflag)
		base62(m->id + 19, 4, m->usec);
	else
		base62(m->id + 14, 2, m->usec / 5000);
	m->id[Lflag ? 23 : 16] = '\0';
}

/* All recipients differ, and one at least is still to be delivered. */
static void
make_rcpts(struct msg *m)
{
	struct text t;
	unsigned i;

	m->nrcpt = m->kind->rcpt ? 1 : 1 + rnd(RCPTS);
	for (i = 0; i < m->nrcpt; i++) {
		t = (struct text){m->rcpt[i], 0, sizeof m->rcpt[i]};
		if (m->kind->rcpt != NULL)
			expand(&t, m->kind->rcpt, SIZE_MAX, m);
		else {
			/* One rnd() each: the order of arguments is open. */
			add(&t, "%s.", PICK(names));
			add(&t, "%s", PICK(names));
			add(&t, "%u%u", 1 + rnd(99), i);
			add(&t, "@%s", PICK(freemail));
		}
		m->done[i] = m->state != FRESH && rnd(4) == 0;
	}
	m->done[rnd(m->nrcpt)] = false;
}

/* The message that arrived after i others. */
static void
make(struct msg *m, long long i)
{
	long long slot = span * 1000000 / count;
	long long at = newest * 1000000 - (count - 1 - i) * slot;
	unsigned k = (unsigned)((i * 37 + seed) % 100);

	memset(m, 0, sizeof *m);
	if (i + 1 < count)
		at -= slot / 4096 * rnd(4096);
	m->sec = at / 1000000;
	m->usec = (unsigned)(at % 1000000);
	m->tried = m->sec + 1 + rnd(900);
	if (m->tried > newest)
		m->tried = newest;
	for (m->kind = kinds; k >= m->kind->percent; m->kind++)
		k -= m->kind->percent;
	m->user = &m->kind->users[rnd(m->kind->nusers)];
	m->host = 1 + rnd(m->kind->nhosts);
	m->port = 1024 + rnd(60000);
	k = rnd(100);
	m->state = k < 70 ? DEFERRED : k < 85 ? FROZEN : FRESH;
	make_id(m, i);
	make_rcpts(m);
}

static void
tally(const struct msg *m)
{
	char origin[64];
	struct text t = {origin, 0, sizeof origin};
	struct tally *y = tallies;

	expand(&t, m->kind->origin, SIZE_MAX, m);
	while (y->n > 0 && strcmp(y->origin, origin) != 0)
		y++;
	memcpy(y->origin, origin, t.len + 1);
	y->n++;
}

static int
by_count(const void *a, const void *b)
{
	const struct tally *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return strcmp(x->origin, y->origin);
}

/* Opens a directory, made first if need be. */
static int
dir_open(int at, const char *name)
{
	bool made = mkdirat(at, name, 0750) == 0;
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1 ||
	    (made && owner != NULL &&
		fchown(fd, owner->pw_uid, owner->pw_gid) == -1))
		die(name);
	return fd;
}

/* The sixth character of the id names the directory in a split spool. */
static int
dir_of(int *dirs, const struct msg *m)
{
	int i = (int)(m->sec % 62);
	char name[2] = {digits[i], '\0'};

	if (!sflag)
		return dirs[FLAT];
	if (dirs[i] == 0)
		dirs[i] = dir_open(dirs[FLAT], name);
	return dirs[i];
}

static void
file_put(int dir, const char *id, const char *suffix, const struct text *t)
{
	char name[32];
	size_t off = 0;
	ssize_t n;
	int fd;

	snprintf(name, sizeof name, "%s%s", id, suffix);
	fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (fd == -1)
		die(name);
	for (; off < t->len; off += (size_t)n)
		if ((n = write(fd, t->p + off, t->len - off)) == -1)
			die(name);
	if ((owner != NULL && fchown(fd, owner->pw_uid, owner->pw_gid) == -1) ||
	    close(fd) == -1)
		die(name);
}

/* -D before -H: with its -H a message is in the queue. */
static void
store(struct msg *m, int *inputs, int *msglogs)
{
	body.len = head.len = file.len = 0;
	data(&body, m);
	header(&head, m);
	envelope(&file, m);
	add(&file, "%s", head.p);
	file_put(dir_of(inputs, m), m->id, "-D", &body);
	file_put(dir_of(inputs, m), m->id, "-H", &file);
	if (mflag) {
		file.len = 0;
		msglog(&file, m);
		file_put(dir_of(msglogs, m), m->id, "", &file);
	}
}

static _Noreturn void
usage(void)
{
	fputs("usage: mkspool [-Lms] [-b BYTES] [-n N] [-q QUEUE] [-S SEED] "
	      "[-t EPOCH]\n               [-w SPAN] DIR\n",
	    stderr);
	exit(2);
}

static long long
number(int letter, long long max)
{
	size_t n = strspn(optarg, "0123456789");

	if (n == 0 || n > 10 || optarg[n] != '\0' ||
	    strtoll(optarg, NULL, 10) > max) {
		fprintf(stderr, "mkspool: -%c %s: not a number up to %lld\n",
		    letter, optarg, max);
		exit(2);
	}
	return strtoll(optarg, NULL, 10);
}

static void
options(int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "+Lb:mn:q:S:st:w:")) != -1)
		switch (c) {
		case 'L':
			Lflag = true;
			break;
		case 'b':
			bytes = number(c, 1 << 30);
			break;
		case 'm':
			mflag = true;
			break;
		case 'n':
			count = number(c, RUN);
			break;
		case 'q':
			queue = optarg;
			break;
		case 'S':
			seed = number(c, MAX_SEED);
			break;
		case 's':
			sflag = true;
			break;
		case 't':
			newest = number(c, INT32_MAX);
			break;
		case 'w':
			span = number(c, INT32_MAX);
			break;
		default:
			usage();
		}
	if (argc - optind != 1 ||
	    (queue != NULL &&
		(*queue == '\0' || *queue == '.' ||
		    strchr(queue, '/') != NULL)))
		usage();
	if (newest == -1)
		newest = time(NULL);
	if (span > newest)
		span = newest;
}

int
main(int argc, char **argv)
{
	/* Descriptors of directories; 0 is one not yet opened. */
	static int inputs[FLAT + 1], msglogs[FLAT + 1];
	struct tally *y;
	struct msg m;
	long long i;
	int dir;

	options(argc, argv);
	umask(0);
	if (geteuid() == 0)
		owner = getpwnam(exim->name);
	dir = dir_open(AT_FDCWD, argv[optind]);
	if (queue != NULL)
		dir = dir_open(dir, queue);
	inputs[FLAT] = dir_open(dir, "input");
	msglogs[FLAT] = dir_open(dir, "msglog");
	body.cap = (size_t)(bytes + bytes / 8) + TEXT;
	if ((body.p = malloc(body.cap)) == NULL)
		die("malloc");
	rnd_state = (uint64_t)(seed + 1) * UINT64_C(0x9E3779B97F4A7C15);
	for (i = 0; i < count; i++) {
		make(&m, i);
		store(&m, inputs, msglogs);
		tally(&m);
	}
	free(body.p);
	qsort(tallies, LEN(tallies), sizeof *tallies, by_count);
	for (y = tallies; y->n > 0; y++)
		printf("%u\t%s\n", y->n, y->origin);
	if (fflush(stdout) == EOF || ferror(stdout))
		die("standard output");
	return 0;
}
