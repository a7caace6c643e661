#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/out.h"
#include "pure/charset.h"
#include "system/asked.h"
#include "system/confine.h"

int
asked_open(struct asked *a)
{
	struct buf why = {0};

	ids_start(&a->ids, a->operands);
	a->now = time(NULL);
	if (gethostname(a->box, sizeof a->box - 1) == -1)
		a->box[0] = '\0';
	tzset();
	charset_load();
	if (queue_open(&a->queue, a->dir, NULL, &why) == -1) {
		err_warn(NULL, "%s", buf_str(&why));
		buf_free(&why);
		return -1;
	}
	a->queue.ops->allow(&a->queue);
	confine_now();
	return 0;
}

bool
asked_is_same(const struct idline *line, const struct msg *m)
{
	if (line->time.digits >= 0 && line->time.sec != m->time.sec)
		return false;
	return line->sender.p == NULL ||
	    (m->sender.p != NULL && span_same(line->sender, m->sender));
}

static void
warn(struct span id, const char *reason)
{
	char *text = mem_dupn(id.p, id.n);

	err_warn(text, "%s", reason);
	free(text);
}

/* The id that is waiting, read: 1, 0 if it is to be passed over. */
static int
read_waiting(struct asked *a)
{
	struct span id = a->waiting.id;
	enum queue_found found = a->queue.ops->find(&a->queue, id, &a->entry);
	int rc;

	if (found == QUEUE_ERROR)
		warn(id, strerror(errno));
	else if (found != QUEUE_FOUND)
		warn(id, "no such message");
	if (found != QUEUE_FOUND)
		return 0;
	rc = a->queue.ops->read(
	    &a->queue, &a->reader, &a->entry, a->need | NEED_FILE, &a->msg);
	if (rc == 0)
		warn(id, "no such message");
	if (rc != 1)
		return 0;
	a->msg.box = span_str(a->box);
	if (asked_is_same(&a->waiting, &a->msg))
		return 1;
	warn(id, "not the message that the line speaks of");
	return 0;
}

/* Looks at the next id, if that was not done: whether there is one. */
static bool
look_ahead(struct asked *a)
{
	int rc = 1;

	while (!a->ahead && rc != 0) {
		rc = ids_next(&a->ids, &a->waiting, &a->operand);
		a->ahead = rc == 1;
		a->given += rc == 1;
	}
	return a->ahead;
}

int
asked_next(struct asked *a)
{
	bool found = false;

	while (!found && look_ahead(a)) {
		found = read_waiting(a);
		a->ahead = false;
	}
	return found;
}

bool
asked_several(struct asked *a)
{
	return a->given > 1 || look_ahead(a);
}

void
asked_title(const char *id, bool several)
{
	if (!several)
		return;
	out_line_end();
	out_puts("==> ");
	out_puts(id);
	out_puts(" <==\n");
}

void
asked_put_title(struct asked *a)
{
	asked_title(a->entry.id, asked_several(a));
}

void
asked_close(struct asked *a)
{
	ids_end(&a->ids);
	msg_free(&a->msg);
	queue_reader_free(&a->reader);
	queue_close(&a->queue);
}
