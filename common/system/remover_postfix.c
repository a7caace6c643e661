/* Postfix's own remover: postsuper -d -, with -h and -H to hold and release.
 * Ids are on its standard input, where ALL is an id like any other. */
#define _GNU_SOURCE /* pipe2 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/msgid.h"
#include "pure/postfix_said.h"
#include "pure/siphash.h"
#include "system/entropy.h"
#include "system/postfix_message.h"
#include "system/postfix_spool.h"
#include "system/remover.h"

static const char *const programs[] = {"postsuper", NULL};

enum { WORDS = 6 };

/* --- where it works --- */

/* The path among what postconf -h queue_directory said, warnings aside. */
static char *
directory_of(const struct buf *text)
{
	struct span rest = span_of(text->p, text->len), line;

	while (rest.n > 0) {
		line = span_upto(&rest, '\n');
		if (line.n > 0 && line.p[0] == '/')
			return mem_dupn(line.p, line.n);
	}
	return NULL;
}

/* The postconf beside the postsuper that was found. */
static void
ask(struct remover *r, struct buf *program, struct buf *text)
{
	char c[] = "-c", h[] = "-h", name[] = "queue_directory";
	const char *slash = strrchr(buf_str(&r->program), '/');
	char *conf = r->conf == NULL ? NULL : mem_dup(r->conf);
	char *words[WORDS];
	size_t n = 0;

	buf_put(program, r->program.p, (size_t)(slash - r->program.p));
	buf_puts(program, "/postconf");
	words[n++] = buf_str(program);
	if (conf != NULL) {
		words[n++] = c;
		words[n++] = conf;
	}
	words[n++] = h;
	words[n++] = name;
	words[n] = NULL;
	child_run(words, text);
	free(conf);
}

static int
check(struct remover *r, struct buf *why)
{
	struct buf text = {0}, program = {0};
	char *dir;
	int rc = -1;

	ask(r, &program, &text);
	dir = directory_of(&text);
	if (dir == NULL)
		buf_putf(why, "%s does not tell where Postfix works%s%.*s",
		    buf_str(&program), text.len > 0 ? ": " : "",
		    (int)strcspn(buf_str(&text), "\n"), buf_str(&text));
	else if (queue_is(r->queue, dir))
		rc = 0;
	else
		buf_putf(why,
		    "%s works on %s, not on %s; the directory of that one's "
		    "main.cf is named with -C",
		    buf_str(&r->program), dir, r->queue->dir);
	free(dir);
	buf_free(&text);
	buf_free(&program);
	return rc;
}

/* --- which message it is --- */

/* By when it came and from whom, which stay as they are while it waits. */
static uint64_t
guard(struct queue *q, const struct queue_entry *e)
{
	static uint64_t seed[2];
	struct postfix_message *p = postfix_message_new();
	struct buf what = {0};
	struct msg m = {0};
	uint64_t n = 0;

	if (seed[0] == 0) {
		seed[0] = entropy_number() | 1;
		seed[1] = entropy_number();
	}
	msg_clear(&m);
	if (postfix_message_read(p, q, e, &m) == 1) {
		buf_putf(&what, "%jd %jd ", (intmax_t)m.time.sec,
		    (intmax_t)m.time.usec);
		buf_put(&what, m.sender.p, m.sender.n);
		n = siphash(seed, span_of(what.p, what.len)) | 1;
	}
	msg_free(&m);
	buf_free(&what);
	postfix_message_free(p);
	return n;
}

/* --- a batch --- */

static const char *
option_of(enum remover_act act)
{
	switch (act) {
	case REMOVER_HOLD:
		return "-h";
	case REMOVER_RELEASE:
		return "-H";
	default:
		return "-d";
	}
}

/*
 * A pipe with the text in it, which has room for it: a batch's ids are fewer
 * bytes than Linux gives a pipe. Where it has less, that is an error.
 */
static int
pipe_with(const struct buf *text)
{
	int ends[2], saved;
	ssize_t n;

	if (pipe2(ends, O_CLOEXEC) == -1)
		return -1;
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	n = write(ends[1], text->p, text->len);
	saved = n == -1 ? errno : ENOBUFS;
	close(ends[1]);
	if (n == (ssize_t)text->len)
		return ends[0];
	close(ends[0]);
	errno = saved;
	return -1;
}

static int
start_program(struct remover *r, const char *option, int input, struct child *c)
{
	char *conf = r->conf == NULL ? NULL : mem_dup(r->conf);
	char *act = mem_dup(option), name[] = "-c", from[] = "-";
	char *words[WORDS];
	size_t n = 0;
	int rc, saved;

	words[n++] = buf_str(&r->program);
	if (conf != NULL) {
		words[n++] = name;
		words[n++] = conf;
	}
	words[n++] = act;
	words[n++] = from;
	words[n] = NULL;
	rc = child_start(c, words, input, true);
	saved = errno;
	free(act);
	free(conf);
	errno = saved;
	return rc;
}

static int
start(struct remover *r, enum remover_act act, const struct remover_item *items,
    size_t n, struct child *c)
{
	struct buf ids = {0};
	int input, rc = -1, saved;
	size_t i;

	for (i = 0; i < n; i++)
		if (remover_wants(act, &items[i]) && items[i].said == 0)
			buf_putf(&ids, "%s\n", items[i].entry.id);
	input = pipe_with(&ids);
	if (input != -1)
		rc = start_program(r, option_of(act), input, c);
	saved = errno;
	if (input != -1)
		close(input);
	buf_free(&ids);
	errno = saved;
	return rc;
}

/* What ends it is told once, whatever else of its words is. */
static unsigned
said(struct span line, struct span *id)
{
	enum postfix_said what = postfix_said_read(line, id);
	static bool told;

	if (!told &&
	    (what == POSTFIX_SAID_FAILED || what == POSTFIX_SAID_DENIED)) {
		err_note(NULL, "%.*s", (int)line.n, line.p);
		told = true;
	}
	return 1U << what;
}

/*
 * While Postfix is stopped postsuper itself writes the log that maillog_file
 * names; where it may not, it ends after the first message.
 */
static bool
broke_off(unsigned said)
{
	return (said & 1U << POSTFIX_SAID_FAILED) != 0;
}

static bool
was_said(const struct remover_item *item, enum postfix_said what)
{
	return (item->said & 1U << what) != 0;
}

static enum remover_result
refused_or_failed(const struct remover_item *item)
{
	return was_said(item, POSTFIX_SAID_DENIED) ? REMOVER_REFUSED
						   : REMOVER_FAILED;
}

static enum remover_result
removed(const struct remover_item *item, bool gone)
{
	if (gone)
		return was_said(item, POSTFIX_SAID_REMOVED) ? REMOVER_REMOVED
							    : REMOVER_MISSING;
	return refused_or_failed(item);
}

/* What was on hold before stays so, without a word. */
static void
hold(struct remover *r, struct remover_item *item)
{
	struct queue_entry now;
	enum queue_found found = postfix_spool_find(
	    r->queue, span_str(item->entry.id), &now);

	item->held = was_said(item, POSTFIX_SAID_HELD);
	if (found == QUEUE_NONE)
		item->result = REMOVER_MISSING;
	else if (found != QUEUE_FOUND || now.part != POSTFIX_HOLD)
		item->result = refused_or_failed(item);
	else
		item->entry = now;
	if (found == QUEUE_FOUND && now.part == POSTFIX_MAILDROP)
		err_warn(item->entry.id,
		    "Postfix cannot hold what is still in maildrop");
}

static void
settle(struct remover *r, enum remover_act act, struct remover_item *item)
{
	if (act == REMOVER_RELEASE)
		item->held = !was_said(item, POSTFIX_SAID_RELEASED);
	else if (act == REMOVER_HOLD)
		hold(r, item);
	else
		item->result = removed(
		    item, r->queue->ops->is_gone(r->queue, &item->entry));
}

static void
put_release(struct remover *r, struct buf *b)
{
	buf_putf(b, "%s%s%s -H ID", buf_str(&r->program),
	    r->conf == NULL ? "" : " -c ", r->conf == NULL ? "" : r->conf);
}

const struct remover_ops remover_postfix = {
    .programs = programs,
    .check = check,
    .guard = guard,
    .start = start,
    .said = said,
    .broke_off = broke_off,
    .settle = settle,
    .put_release = put_release,
};
