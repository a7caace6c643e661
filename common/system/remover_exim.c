/* Exim's own remover: exim -Mrm, with -Mf and -Mt to hold and release. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pure/exim_said.h"
#include "system/remover.h"

static const char *const programs[] = {"exim", "exim4", NULL};

/* --- command lines --- */

struct words {
	char **v;
	size_t n, cap;
};

static void
add_word(struct words *w, const char *word)
{
	w->v = mem_grow(w->v, &w->cap, w->n + 1, sizeof *w->v);
	w->v[w->n++] = word == NULL ? NULL : mem_dup(word);
}

static void
free_words(struct words *w)
{
	while (w->n > 0)
		free(w->v[--w->n]);
	free(w->v);
}

/* The program, and its configuration if that is another. */
static void
add_program(struct words *w, struct remover *r)
{
	add_word(w, buf_str(&r->program));
	if (r->conf == NULL)
		return;
	add_word(w, "-C");
	add_word(w, r->conf);
}

/* --- where it works --- */

/* What exim -bP spool_directory printed, the path in it; NULL if none. */
static char *
directory_of(struct buf *text)
{
	struct span rest = span_of(text->p, text->len), line;
	static const char name[] = "spool_directory = ";

	while ((line = span_upto(&rest, '\n')).p != NULL)
		if (line.n > sizeof name - 1 &&
		    memcmp(line.p, name, sizeof name - 1) == 0)
			return mem_dupn(line.p + sizeof name - 1,
			    line.n - (sizeof name - 1));
	return NULL;
}

static void
put_said(struct buf *why, struct remover *r, const struct buf *text)
{
	struct span rest = span_of(text->p, text->len), line;

	buf_putf(why, "%s does not tell where it works", buf_str(&r->program));
	while ((line = span_upto(&rest, '\n')).p != NULL)
		if (line.n > 0) {
			buf_puts(why, ": ");
			buf_put(why, line.p, line.n);
		}
}

/* exim -bP spool_directory: what it says is put into text. */
static void
ask(struct remover *r, struct buf *text)
{
	struct words words = {0};

	add_program(&words, r);
	add_word(&words, "-bP");
	add_word(&words, "spool_directory");
	add_word(&words, NULL);
	child_run(words.v, text);
	free_words(&words);
}

static int
check(struct remover *r, struct buf *why)
{
	struct buf text = {0};
	char *dir;
	int rc = -1;

	ask(r, &text);
	dir = directory_of(&text);
	if (dir == NULL)
		put_said(why, r, &text);
	else if (queue_is(r->queue, dir))
		rc = 0;
	else
		buf_putf(why,
		    "%s works on %s, not on %s; its configuration for that "
		    "one is named with -C",
		    buf_str(&r->program), dir, r->queue->dir);
	free(dir);
	buf_free(&text);
	return rc;
}

/* --- a batch --- */

static const char *
option_of(enum remover_act act)
{
	switch (act) {
	case REMOVER_HOLD:
		return "-Mf";
	case REMOVER_RELEASE:
		return "-Mt";
	default:
		return "-Mrm";
	}
}

static int
start(struct remover *r, enum remover_act act, const struct remover_item *items,
    size_t n, struct child *c)
{
	struct words words = {0};
	struct buf queue = {0};
	size_t i, first = 0;
	int rc, saved;

	while (!remover_wants(act, &items[first]))
		first++;
	add_program(&words, r);
	if (items[first].entry.named > 0) {
		buf_putf(
		    &queue, "-qG%s", r->queue->names[items[first].entry.named]);
		add_word(&words, buf_str(&queue));
	}
	add_word(&words, option_of(act));
	for (i = first; i < n; i++)
		if (remover_wants(act, &items[i]))
			add_word(&words, items[i].entry.id);
	add_word(&words, NULL);
	rc = child_start(c, words.v, -1, true);
	saved = errno;
	free_words(&words);
	buf_free(&queue);
	errno = saved;
	return rc;
}

static unsigned
said(struct span line, struct span *id)
{
	return 1U << exim_said_read(line, id);
}

static bool
was_said(const struct remover_item *item, enum exim_said what)
{
	return (item->said & 1U << what) != 0;
}

/*
 * "removed" takes both Exim's word and that the files are gone. What went
 * without its word may have been removed all the same, as its process ended
 * early: that is a failure to be looked at.
 */
static enum remover_result
removed(const struct remover_item *item, bool gone)
{
	if (gone && was_said(item, EXIM_SAID_REMOVED))
		return REMOVER_REMOVED;
	if (gone && was_said(item, EXIM_SAID_REMOVED_OR_NONE))
		return was_said(item, EXIM_SAID_NO_HEAD) ? REMOVER_MISSING
							 : REMOVER_REMOVED;
	if (was_said(item, EXIM_SAID_LOCKED))
		return gone ? REMOVER_MISSING : REMOVER_LOCKED;
	return was_said(item, EXIM_SAID_DENIED) ? REMOVER_REFUSED
						: REMOVER_FAILED;
}

/* What Exim cannot read it cannot deliver: that is held already. */
static void
hold(struct remover_item *item, bool gone)
{
	if (was_said(item, EXIM_SAID_FROZEN))
		item->held = true;
	else if (gone)
		item->result = REMOVER_MISSING;
	else if (was_said(item, EXIM_SAID_LOCKED))
		item->result = REMOVER_LOCKED;
	else if (was_said(item, EXIM_SAID_DENIED))
		item->result = REMOVER_REFUSED;
	else if (!was_said(item, EXIM_SAID_WAS_FROZEN) &&
	    !was_said(item, EXIM_SAID_NO_BODY) &&
	    !was_said(item, EXIM_SAID_NO_HEAD) &&
	    !was_said(item, EXIM_SAID_DAMAGED))
		item->result = REMOVER_FAILED;
}

static void
settle(struct remover *r, enum remover_act act, struct remover_item *item)
{
	bool gone;

	if (act == REMOVER_RELEASE) {
		item->held = !was_said(item, EXIM_SAID_THAWED);
		return;
	}
	gone = r->queue->ops->is_gone(r->queue, &item->entry);
	if (act == REMOVER_HOLD)
		hold(item, gone);
	else
		item->result = removed(item, gone);
}

static void
put_release(struct remover *r, struct buf *b)
{
	buf_putf(b, "%s%s%s -Mt ID", buf_str(&r->program),
	    r->conf == NULL ? "" : " -C ", r->conf == NULL ? "" : r->conf);
}

const struct remover_ops remover_exim = {
    .programs = programs,
    .check = check,
    .start = start,
    .said = said,
    .settle = settle,
    .put_release = put_release,
};
