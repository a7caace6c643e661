/* Exim's main log: each arrival (<=) is a message. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pure/exim_cwd.h"
#include "pure/history.h"
#include "pure/listing.h"
#include "pure/msgid.h"

struct listing_log {
	struct history history;
	struct exim_cwd cwd;
	struct stamp_clock clock;
	bool given; /* the oldest of history was, and can go */
	struct buf id; /* its id */
};

/* How the text of lines without an id starts that are surely Exim's. */
static const char *const starts[] = {"H=", "Start queue run", "End queue run",
    "no host name found", "no IP address found", "SMTP ", "exim ", "TLS ",
    "unexpected disconnection", "rejected ", "refused ", "Connection from "};

static bool
fits(struct span line)
{
	struct exim_log l;
	size_t i, n;

	if (exim_log_read(line, &l) == -1)
		return false;
	if (l.id.p != NULL || exim_log_kind(&l) != EXIM_LOG_OTHER)
		return true;
	if (span_find(l.text, span_str(" authenticator failed for "), false))
		return true;
	for (i = 0; i < sizeof starts / sizeof starts[0]; i++) {
		n = strlen(starts[i]);
		if (l.text.n > n && memcmp(l.text.p, starts[i], n) == 0)
			return true;
	}
	return false;
}

static struct listing_log *
log_of(struct listing *l)
{
	if (l->log == NULL) {
		l->log = mem_alloc(sizeof *l->log);
		memset(l->log, 0, sizeof *l->log);
		l->log->history.ids.seed[0] = l->seed[0];
		l->log->history.ids.seed[1] = l->seed[1];
	}
	return l->log;
}

/*
 * The id's own time, which no zone can put wrong; the fraction that an old id
 * does not tell, if the line was written in that second.
 */
static void
set_time(struct listing_log *log, const struct exim_log *l, struct msg *m)
{
	struct when stamp = exim_log_time(l, &log->clock);
	unsigned kind = msgid_kinds(m->id) & MSGID_EXIM;

	m->time = stamp;
	if (kind == 0 || msgid_time(kind, m->id, 0, &m->time) == -1)
		return;
	if (m->time.digits == 0 && stamp.sec == m->time.sec)
		m->time = stamp;
}

/* Reads an arrival's line into m: 0, -1. */
static int
read_arrival(struct listing_log *log, const struct exim_log *l, struct msg *m)
{
	msg_clear(m);
	m->history = true;
	if (exim_log_arrival(l, m) == -1)
		return -1;
	m->mta = span_str("exim");
	m->state = MSG_UNKNOWN;
	set_time(log, l, m);
	return 0;
}

/* 1 if the message is to be told at once, 0 if it is held. */
static int
arrive(struct listing *listing, const struct exim_log *l, struct span line,
    struct msg *m)
{
	struct listing_log *log = listing->log;
	const struct exim_cwd_line *cwd;

	if (read_arrival(log, l, m) == -1)
		return -1;
	cwd = exim_cwd_find(&log->cwd, l, m->local);
	if (cwd != NULL && cwd->dir.len > 0)
		m->cwd = span_of(cwd->dir.p, cwd->dir.len);
	if ((listing->need & NEED_LATER) == 0)
		return 1;
	history_arrived(&log->history, l, line, m->cwd);
	return 0;
}

static int
parse(struct listing *listing, struct span line, struct msg *m)
{
	struct listing_log *log = log_of(listing);
	enum exim_log_kind kind;
	struct exim_log l;
	int rc = 0;

	if (exim_log_read(line, &l) == -1)
		return -1;
	kind = exim_log_kind(&l);
	if (kind == EXIM_LOG_ARRIVED && l.id.p != NULL)
		rc = arrive(listing, &l, line, m);
	else if (l.id.p != NULL && (listing->need & NEED_LATER) != 0)
		history_note(&log->history, &l, kind);
	exim_cwd_note(&log->cwd, &l, line, kind);
	return rc;
}

static int
next(struct listing *listing, bool last, struct msg *m)
{
	struct listing_log *log = log_of(listing);
	struct history_msg *held;
	struct exim_log l;

	if (log->given)
		history_drop(&log->history, span_of(log->id.p, log->id.len));
	log->given = false;
	held = history_oldest(&log->history, last);
	if (held == NULL)
		return 0;
	exim_log_read(span_of(held->text.p, held->line), &l);
	read_arrival(log, &l, m);
	if (held->cwd > 0)
		m->cwd = span_of(held->text.p + held->line, held->cwd);
	history_tell(held, m);
	buf_clear(&log->id);
	buf_put(&log->id, l.id.p, l.id.n);
	log->given = true;
	return 1;
}

static void
free_log(struct listing *listing)
{
	struct listing_log *log = listing->log;

	if (log == NULL)
		return;
	history_free(&log->history);
	exim_cwd_free(&log->cwd);
	buf_free(&log->id);
	free(log);
	listing->log = NULL;
}

const struct listing_format listing_exim_log = {.name = "exim main log",
    .fits = fits,
    .parse = parse,
    .next = next,
    .free = free_log,
    .lenient = true};
