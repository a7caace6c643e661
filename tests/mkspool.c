/*
 * mkspool: makes the Exim spool of a server that sends spam, and says how
 * many messages of each origin are in it.
 *
 * Everything follows from the options; nothing is read. Output: lines
 * COUNT<TAB>ORIGIN, most first, then in byte order of ORIGIN, to compare with
 * what `qcount -k origin` finds. Two runs into one DIR want another -S, -s or
 * -L, so that no id is made twice. Times in msglogs are UTC.
 *
 * The files are modelled on what Exim 4.96 was seen to write for such mail,
 * "--" for what it holds to be tainted included; -L gives 4.97's ids.
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <sys/stat.h>
#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LEN(a)	(sizeof(a) / sizeof *(a))
#define PICK(a)	((a)[rnd(LEN(a))])

enum {
	RCPTS = 5,
	FLAT = 62,		/* the directory after those of a split spool */
	RUN = 1 << 20,		/* pids that one run may use */
	MAX_SEED = 9999,	/* with RUN: all pids fit into six digits */
	TEXT = 16384,		/* more than any -H here; -b adds to it */
};

struct text {
	char *p;
	size_t len;
};

/*
 * A kind of mail: its share, and templates of its parts, where $ and a letter
 * stand for a value (see expand). Each field of a header starts with the flag
 * that -H gives it, _ being none; its further lines start with a tab.
 */
struct kind {
	unsigned percent;
	bool inbound;		/* to mailboxes here */
	const char *origin, *sender, *options, *header, *log;
};

enum { PHP, AUTH, CRON, LOCAL, REMOTE, BOUNCE, LOOP };
enum state { DEFERRED, FROZEN, FRESH };

struct user {
	const char *name;
	unsigned uid, gid;
};

struct msg {
	const struct kind *kind;
	const struct user *user;	/* who ran Exim */
	enum state state;
	long long sec, tried;		/* arrival, last delivery attempt */
	unsigned usec, port;
	char id[24], ip[40], helo[40];
	char rcpt[RCPTS][64];
	bool done[RCPTS];		/* delivered */
	unsigned nrcpt, lines;		/* lines of the body */
	size_t longest, size;		/* line; header and body for Exim */
};

#define LENGTHS	"-body_linecount $n\n-max_received_linelength $m\n"
#define IDENT	"-ident $u\n-received_protocol local\n" LENGTHS
#define UNQUAL	"-allow_unqualified_recipient\n-allow_unqualified_sender\n$f"
#define SUBMIT	IDENT "-auth_id $u\n-auth_sender $u@mail.example\n" UNQUAL \
		"-local\n"
#define CLIENT	"--helo_name $h\n-host_address [$a]:$p\n"
#define PLAIN	"-received_protocol esmtp\n" LENGTHS "$f"
#define NO_TLS	"-tls_resumption A\n"
#define CIPHER	"TLS1.3:ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM:256"

#define AT	"\tid $i$o;\n\t$d\n"
#define FROM	"\t(envelope-from <$s>)\n" AT
#define BY_USER	"PReceived: from $u by mail.example with local (Exim $v)\n"
#define BY_SMTP	"PReceived: from $h ([$a])\n" \
		"\tby mail.example with esmtp (Exim $v)\n" FROM
#define MIME	"_MIME-Version: 1.0\n" \
		"_Content-Type: text/plain; charset=UTF-8\n" \
		"_Content-Transfer-Encoding: 8bit\n"
#define ADDED	"IMessage-Id: <E$i@mail.example>\n_Date: $d\n"

static const struct kind kinds[] = {
	[PHP] = { 60, false, "php:$u/1001:mailer.php", "info@shop.example",
	    SUBMIT "-sender_set_untrusted\n" NO_TLS,
	    BY_USER FROM "TTo: $t\n_Subject: $j\n"
	    "_X-PHP-Originating-Script: 1001:mailer.php\n"
	    "FFrom: =?UTF-8?B?0J7RgtC00LXQuyDQv9GA0L7QtNCw0LY=?= <$s>\n"
	    MIME ADDED,
	    "U=$u P=local" },
	[AUTH] = { 20, false, "auth:$s", "info@victim.example",
	    CLIENT "-host_auth plain\n-host_auth_pubname PLAIN\n"
	    "-interface_address [192.0.2.25]:587\n"
	    "-received_protocol esmtpsa\n" LENGTHS "--auth_id $s\n$f"
	    "-host_lookup_failed\n-tls_cipher " CIPHER "\n-tls_ourcert $c\n"
	    "-tls_resumption B\n-tls_ver TLS1.3\n",
	    "PReceived: from [$a] (helo=$h)\n\tby mail.example with esmtpsa  "
	    "(TLS1.3) tls TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\n"
	    "\t(Exim $v)\n" FROM "FFrom: =?UTF-8?Q?Caf=C3=A9?= <$s>\n"
	    "TTo: $t\n_Subject: $j\n_Date: $d\n"
	    "IMessage-ID: <$p.$n@$h>\n_X-Mailer: Mass 2.1\n" MIME,
	    "H=($h) [$a] P=esmtpsa X=" CIPHER " CV=no A=plain:$s" },
	[CRON] = { 5, true, "cron:$u", "$u@mail.example", SUBMIT NO_TLS,
	    BY_USER FROM "*From: root (Cron Daemon)\n"
	    "FFrom: root@mail.example (Cron Daemon)\n"
	    "*To: $u\nTTo: $t\n_Subject: Cron <$u@mail> php cron.php\n"
	    MIME "_X-Cron-Env: <SHELL=/bin/sh>\n"
	    "_X-Cron-Env: <HOME=/home/$u>\n_X-Cron-Env: <LOGNAME=$u>\n" ADDED,
	    "U=$u P=local" },
	[LOCAL] = { 5, false, "local:$u", "$u@mail.example", SUBMIT NO_TLS,
	    BY_USER FROM "TTo: $t\n_Subject: Report of $d\n" MIME
	    "IMessage-Id: <E$i@mail.example>\nFFrom: $s\n_Date: $d\n",
	    "U=$u P=local" },
	/* Another server's script is no script of ours. */
	[REMOTE] = { 5, true, "remote:[$a]", "robot@$h",
	    CLIENT "--host_name $h\n-interface_address [192.0.2.25]:25\n" PLAIN
	    NO_TLS,
	    BY_SMTP "PReceived: by $h with local id $p;\n\t$d\n"
	    "_X-PHP-Originating-Script: 33:form.php\n"
	    "FFrom: <$s>\nTTo: $t\n_Subject: $j\n_Date: $d\n"
	    "IMessage-ID: <$p.$n@$h>\n" MIME,
	    "H=$h [$a] P=esmtp" },
	[BOUNCE] = { 3, true, "bounce:", "",
	    IDENT UNQUAL "-localerror\n" NO_TLS,
	    BY_USER AT "_X-Failed-Recipients: nobody@gone.example\n"
	    "_Auto-Submitted: auto-replied\n"
	    "FFrom: Mail Delivery System <Mailer-Daemon@mail.example>\n"
	    "TTo: $t\n_Subject: Your message could not be delivered\n"
	    MIME ADDED,
	    "U=$u P=local" },
	[LOOP] = { 2, false, "loop:[$a]", "news@blog.example",
	    CLIENT "--host_name $h\n-interface_address [$a]:25\n" PLAIN NO_TLS,
	    BY_SMTP "FFrom: <$s>\nTTo: $t\n_Subject: $j\n_Date: $d\n" MIME,
	    "H=$h [$a] P=esmtp" },
};

static const struct user exim = { "Debian-exim", 102, 105 };
static const struct user cron_users[] = { { "shop", 1001, 1001 },
    { "blog", 1002, 1002 }, { "deploy", 1003, 1003 } };
static const struct user local_users[] = { { "alice", 1004, 1004 },
    { "bob", 1005, 1005 }, { "root", 0, 0 } };
static const char *const firsts[] = { "olga", "ivan", "maria", "john", "anna",
    "petr", "lucia", "hans", "irina", "marco", "sofia", "pavel" };
static const char *const lasts[] = { "petrov", "garcia", "smith", "weber",
    "rossi", "novak", "kim", "dubois", "silva", "kovacs" };
static const char *const freemail[] = { "freemail.example", "inbox.example",
    "pochta.example", "letterbox.example", "webpost.example" };
static const char *const boxes[] = { "info@victim.example",
    "sales@victim.example", "info@shop.example" };
static const char *const subjects[] = {
	"=?UTF-8?B?0KHRh9GR0YIg0LfQsCDQvtC60YLRj9Cx0YDRjA==?=",
	"=?UTF-8?B?0J/QvtGB0LvQtdC00L3QtdC1?=\n"
	    " =?UTF-8?B?INC90LDQv9C+0LzQuNC90LDQvdC40LUg0L4g0LfQsNC60LDQt9C1?=",
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
static const char *const defers[] = {
	"R=dnslookup T=remote_smtp defer (110): Connection timed out",
	"R=dnslookup T=remote_smtp defer (-44) H=mx.freemail.example "
	    "[192.0.2.10]: SMTP error from remote mail server after RCPT TO: "
	    "451 4.7.1 Too much mail from your address today",
	"R=dnslookup defer (-1): host lookup did not complete",
};
static const char full[] = "R=local_user T=mail_spool defer (-22): "
    "mailbox is full (MTA-imposed quota exceeded while writing to /var/mail)";

static long long bytes = 600;	/* -b: body size, to an eighth */
static bool Lflag;		/* -L: long ids */
static bool mflag;		/* -m: msglogs too */
static long long count = 1000;	/* -n: messages */
static const char *queue;	/* -q: named queue */
static long long seed = 1;	/* -S: where the random numbers start */
static bool sflag;		/* -s: split spool */
static long long newest = -1;	/* -t: when the newest message arrived */
static long long span = 86400;	/* -w: seconds from the oldest to it */

static const struct passwd *owner;	/* Exim's user; NULL: files stay ours */
static uint64_t rnd_state;
static char cert[2048];			/* looks like a certificate */
static int dirs[2][FLAT + 1];		/* of input and msglog; -1: not yet */
static struct tally {
	char origin[80];
	unsigned n;
} tallies[128];
static size_t ntally;

static _Noreturn void
die(const char *thing)
{
	fprintf(stderr, "mkspool: %s: %s\n", thing, strerror(errno));
	exit(2);
}

/* A number below n (xorshift64*: the upper half of each is the better). */
static unsigned
rnd(size_t n)
{
	rnd_state ^= rnd_state >> 12;
	rnd_state ^= rnd_state << 25;
	rnd_state ^= rnd_state >> 27;
	return (unsigned)
	    ((rnd_state * UINT64_C(0x2545F4914F6CDD1D) >> 32) * n >> 32);
}

static void
add(struct text *t, const char *s)
{
	size_t n = strlen(s);

	memcpy(t->p + t->len, s, n + 1);
	t->len += n;
}

static void
add_int(struct text *t, long long n)
{
	t->len += (size_t)sprintf(t->p + t->len, "%lld", n);
}

static void
add_time(struct text *t, const char *fmt, long long sec)
{
	time_t when = (time_t)sec;
	struct tm tm;

	gmtime_r(&when, &tm);
	t->len += strftime(t->p + t->len, 64, fmt, &tm);
}

static void
add_rcpts(struct text *t, const struct msg *m, const char *after)
{
	unsigned i;

	for (i = 0; i < m->nrcpt; i++) {
		add(t, m->rcpt[i]);
		if (i + 1 < m->nrcpt || *after == '\n')
			add(t, after);
	}
}

static void expand(struct text *, const char *, size_t, const struct msg *);

static void
expand_one(struct text *t, char letter, const struct msg *m)
{
	const char *sender = m->kind->sender;

	switch (letter) {
	case 'a': add(t, m->ip); break;
	case 'c': add(t, cert); break;
	case 'd': add_time(t, "%a, %d %b %Y %H:%M:%S +0000", m->sec); break;
	case 'f':	/* the state */
		if (m->state == FROZEN) {
			add(t, "-frozen ");
			add_int(t, m->tried);
			add(t, "\n");
		} else if (m->state == FRESH)
			add(t, "-deliver_firsttime\n");
		break;
	case 'h': add(t, m->helo); break;
	case 'i': add(t, m->id); break;
	case 'j': add(t, PICK(subjects)); break;
	case 'm': add_int(t, (long long)m->longest); break;
	case 'n': add_int(t, m->lines); break;
	case 'o':	/* Exim names the recipient if there is just one */
		if (m->nrcpt == 1) {
			add(t, "\n\tfor ");
			add(t, m->rcpt[0]);
		}
		break;
	case 'p': add_int(t, m->port); break;
	case 's': expand(t, sender, strlen(sender), m); break;
	case 't': add_rcpts(t, m, ", "); break;
	case 'u': add(t, m->user->name); break;
	case 'v': add(t, Lflag ? "4.98.2" : "4.96"); break;
	}
}

static void
expand(struct text *t, const char *s, size_t n, const struct msg *m)
{
	const char *end = s + n;

	for (; s < end; s++)
		if (*s == '$')
			expand_one(t, *++s, m);
		else
			t->p[t->len++] = *s;
	t->p[t->len] = '\0';
}

/* The header as -H has it, each field after its length and flag. */
static void
header(struct text *t, struct msg *m)
{
	const char *s = m->kind->header, *end, *p, *nl;
	char prefix[16], *start;
	size_t n;

	for (; *s != '\0'; s = end) {
		for (end = strchr(s, '\n') + 1; *end == '\t';)
			end = strchr(end, '\n') + 1;
		start = t->p + t->len;
		t->len += 5;
		expand(t, s + 1, (size_t)(end - s - 1), m);
		n = (size_t)(t->p + t->len - start) - 5;
		snprintf(prefix, sizeof prefix, "%03zu%c ", n,
		    *s == '_' ? ' ' : *s);
		memcpy(start, prefix, 5);
		m->size += *s == '*' ? 0 : n;
		/* Exim measures what it is given, so not its own Received. */
		for (p = start + 5; *s != 'P' && *p != '\0'; p = nl + 1) {
			nl = strchr(p, '\n');
			if ((size_t)(nl - p) > m->longest)
				m->longest = (size_t)(nl - p);
		}
	}
}

/* -D. Exim's size is this text, the header and the line between them. */
static void
data(struct text *t, struct msg *m)
{
	size_t n, left = (size_t)(bytes - bytes / 8) +
	    rnd((size_t)bytes / 4 + 1);
	const char *s;

	expand(t, "$i-D\n", 5, m);
	m->size += left + 1;
	for (; left > 0; left -= n, t->len += n, m->lines++) {
		s = PICK(phrases);
		n = strlen(s);
		if (n > left) {
			n = left;
			s = "------------------------------------------------"
			    "-------------------------------\n";
			s += strlen(s) - n;
		}
		memcpy(t->p + t->len, s, n);
		if (n - 1 > m->longest)
			m->longest = n - 1;
	}
}

/* Sorted addresses as a balanced tree, each node before its branches. */
static void
tree(struct text *t, const char *const *a, size_t n)
{
	size_t left = n / 2, right = n - left - 1;

	add(t, left > 0 ? "Y" : "N");
	add(t, right > 0 ? "Y " : "N ");
	add(t, a[left]);
	add(t, "\n");
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

	t->len += (size_t)sprintf(t->p + t->len, "%s-H\n%s %u %u\n<", m->id,
	    m->user->name, m->user->uid, m->user->gid);
	expand(t, "$s", 2, m);
	t->len += (size_t)sprintf(t->p + t->len, ">\n%lld 0\n"
	    "-received_time_usec .%06u\n-received_time_complete %lld.%06u\n",
	    m->sec, m->usec, m->sec, m->usec / 2 + 500000);
	expand(t, m->kind->options, strlen(m->kind->options), m);
	for (i = 0; i < m->nrcpt; i++)
		if (m->done[i])
			done[n++] = m->rcpt[i];
	qsort(done, n, sizeof *done, by_name);
	if (n > 0)
		tree(t, done, n);
	else
		add(t, "XX\n");
	add_int(t, m->nrcpt);
	add(t, "\n");
	add_rcpts(t, m, "\n");
	add(t, "\n");
}

/* Exim keeps one of every message, be it tried or not. */
static void
msglog(struct text *t, const struct msg *m)
{
	const char *why = m->kind->inbound ? full : PICK(defers);
	unsigned i;

	add_time(t, "%Y-%m-%d %H:%M:%S Received from ", m->sec);
	expand(t, *m->kind->sender ? "$s " : "<> ", 3, m);
	expand(t, m->kind->log, strlen(m->kind->log), m);
	add(t, " S=");
	add_int(t, (long long)m->size);
	add(t, "\n");
	for (i = 0; m->state != FRESH && i < m->nrcpt; i++) {
		add_time(t, "%Y-%m-%d %H:%M:%S ", m->tried);
		add(t, m->rcpt[i]);
		add(t, m->done[i] ? ": remote_smtp transport succeeded" : " ");
		add(t, m->done[i] ? "" : why);
		add(t, "\n");
	}
}

static void
base62(char *p, size_t width, uint64_t n)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz";

	for (; width > 0; n /= 62)
		p[--width] = digits[n % 62];
}
