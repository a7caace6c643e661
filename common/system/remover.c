#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "system/progress.h"
#include "system/remover.h"

enum {
	AT_ONCE = 2, /* batches that run at a time */
	SLOTS = AT_ONCE + 2, /* and those whose results are looked at then */
	BATCH_LEAST = 100, /* messages of one: it is worth to start it */
	BATCH_MOST = 2000, /* it ends soon; 48 KB of a command line's 128 */
	READ_SIZE = 1 << 14,
};

const char *const remover_results[REMOVER_RESULTS] = {
    "would-remove", "removed", "missing", "locked", "refused", "failed"};

static volatile sig_atomic_t interrupted;

static void
on_signal(int signal)
{
	(void)signal;
	interrupted = 1;
}

void
remover_catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

bool
remover_interrupted(void)
{
	return interrupted != 0;
}

int
remover_open(struct remover *r, struct buf *why)
{
	const struct remover_ops *ops = r->queue->ops->remover;

	if (ops->programs != NULL &&
	    child_find(&r->program, ops->programs) == -1) {
		buf_putf(
		    why, "no %s to remove messages with", r->queue->ops->mta);
		return -1;
	}
	return ops->check(r, why);
}

void
remover_close(struct remover *r)
{
	buf_free(&r->program);
}

bool
remover_wants(enum remover_act act, const struct remover_item *item)
{
	return act == REMOVER_RELEASE ? item->held
				      : item->result == REMOVER_PENDING;
}

/* A run of items, those that are not wanted between them. */
struct batch {
	struct remover_item *items;
	size_t n, at; /* at: where the item last spoken of is */
	struct child child;
	struct buf text; /* what it said, up to the line's end */
	unsigned said; /* of all */
	bool running;
	bool spoke; /* of some message */
};

struct run {
	struct remover *r;
	const struct remover_ops *ops;
	enum remover_act act;
	struct remover_item *items;
	size_t n, next; /* next: the first item of no batch yet */
	size_t batch; /* items of one */
	struct batch batches[SLOTS];
	size_t first, n_batches; /* the oldest batch; how many there are */
	size_t running; /* and run */
	remover_fn *before, *after;
	void *ctx;
};

/* How many items from next on make a batch: of one named queue. */
static size_t
batch_size(const struct run *run)
{
	const struct remover_item *items = run->items + run->next;
	size_t i, left = run->n - run->next, wanted = 0;
	int named = -1;

	for (i = 0; i < left && wanted < run->batch; i++) {
		if (!remover_wants(run->act, &items[i]))
			continue;
		if (named != -1 && items[i].entry.named != named)
			break;
		named = items[i].entry.named;
		wanted++;
	}
	return i;
}

static bool
any_wanted(const struct run *run, const struct batch *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		if (remover_wants(run->act, &b->items[i]))
			return true;
	return false;
}

/* Another message may have got its id since it was looked up. */
static void
refuse_other(struct run *run, struct remover_item *item)
{
	uint64_t now;

	if (run->ops->guard == NULL || run->act == REMOVER_RELEASE ||
	    !remover_wants(run->act, item))
		return;
	now = run->ops->guard(run->r->queue, &item->entry);
	if (now == 0 || item->guard == 0 || now == item->guard)
		return;
	err_warn(item->entry.id, "another message has this id now");
	item->result = REMOVER_REFUSED;
}

/* Its program could not be started, errno says why. */
static void
fail_batch(struct run *run, struct batch *b)
{
	size_t i;

	err_warn(buf_str(&run->r->program), NULL);
	for (i = 0; run->act != REMOVER_RELEASE && i < b->n; i++)
		if (remover_wants(run->act, &b->items[i]))
			b->items[i].result = REMOVER_FAILED;
}

/* Starts the batch's program. */
static void
start_program(struct run *run, struct batch *b)
{
	b->spoke = false;
	b->running = run->ops->start(
			 run->r, run->act, b->items, b->n, &b->child) == 0;
	if (!b->running)
		fail_batch(run, b);
	run->running += b->running;
}

static void
start_batch(struct run *run)
{
	struct batch *b = &run->batches[(run->first + run->n_batches) % SLOTS];
	size_t i;

	b->items = run->items + run->next;
	b->n = batch_size(run);
	b->at = 0;
	b->said = 0;
	b->running = false;
	buf_clear(&b->text);
	for (i = 0; i < b->n; i++) {
		b->items[i].said = 0;
		refuse_other(run, &b->items[i]);
	}
	if (run->before != NULL)
		run->before(run->ctx, b->items, b->n);
	if (any_wanted(run, b))
		start_program(run, b);
	run->next += b->n;
	run->n_batches++;
}

static void
take_line(struct run *run, struct batch *b, struct span line)
{
	struct span id;
	unsigned said = run->ops->said(line, &id);
	size_t i;

	if (run->r->verbose && line.n > 0)
		err_note(run->r->queue->ops->mta, "%.*s", (int)line.n, line.p);
	if (id.p == NULL)
		b->said |= said;
	for (i = 0; id.p != NULL && i < b->n; i++) {
		struct remover_item *item = &b->items[(b->at + i) % b->n];

		if (!span_is(id, item->entry.id))
			continue;
		item->said |= said;
		b->spoke = true;
		b->at = (b->at + i) % b->n;
		return;
	}
}

static void
take_lines(struct run *run, struct batch *b, bool all)
{
	struct span rest = span_of(b->text.p, b->text.len), line;
	const char *end;

	while (rest.n > 0) {
		end = memchr(rest.p, '\n', rest.n);
		if (end == NULL && !all)
			break;
		line = span_upto(&rest, '\n');
		take_line(run, b, span_chomp(line));
	}
	if (rest.n > 0)
		memmove(b->text.p, rest.p, rest.n);
	b->text.len = rest.n;
}

static void
settle_batch(struct run *run, struct batch *b)
{
	size_t i;

	for (i = 0; i < b->n; i++) {
		if (!remover_wants(run->act, &b->items[i]))
			continue;
		b->items[i].said |= b->said;
		run->ops->settle(run->r, run->act, &b->items[i]);
	}
}

/* Whether nothing was said yet of some that are wanted. */
static bool
any_left(const struct run *run, const struct batch *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		if (remover_wants(run->act, &b->items[i]) &&
		    b->items[i].said == 0)
			return true;
	return false;
}

/* Its program has ended, perhaps before it was done. */
static void
end_batch(struct run *run, struct batch *b)
{
	child_end(&b->child);
	b->running = false;
	run->running--;
	if (run->ops->broke_off == NULL || !b->spoke ||
	    !run->ops->broke_off(b->said) || !any_left(run, b) ||
	    (remover_interrupted() && run->act != REMOVER_RELEASE))
		return;
	b->said = 0;
	start_program(run, b);
}

/* Reads what one said, to its end. */
static void
read_batch(struct run *run, struct batch *b)
{
	ssize_t n = read(b->child.fd, buf_room(&b->text, READ_SIZE), READ_SIZE);

	if (n == -1 && errno == EINTR)
		return;
	if (n > 0)
		b->text.len += (size_t)n;
	take_lines(run, b, n <= 0);
	if (n > 0)
		return;
	end_batch(run, b);
}

/* Until one of those that run says something; some had nothing to do. */
static void
wait_for_any(struct run *run)
{
	struct pollfd fds[SLOTS];
	size_t i;

	for (i = 0; i < SLOTS; i++) {
		struct batch *b = &run->batches[i];

		fds[i].fd = b->running ? b->child.fd : -1;
		fds[i].events = POLLIN;
		fds[i].revents = 0;
	}
	if (run->running == 0 || poll(fds, SLOTS, -1) <= 0)
		return;
	for (i = 0; i < SLOTS; i++)
		if (fds[i].revents != 0)
			read_batch(run, &run->batches[i]);
}

/* So that they run while the results of others are looked at. */
static void
start_batches(struct run *run, bool stop)
{
	while (!stop && run->next < run->n && run->running < AT_ONCE &&
	    run->n_batches < SLOTS)
		start_batch(run);
}

/* Reports batches that have ended, the oldest first. */
static void
report(struct run *run)
{
	struct batch *b;

	while (run->n_batches > 0) {
		b = &run->batches[run->first];
		if (b->running)
			return;
		settle_batch(run, b);
		if (run->after != NULL)
			run->after(run->ctx, b->items, b->n);
		run->first = (run->first + 1) % SLOTS;
		run->n_batches--;
		progress((uint64_t)(b->items - run->items) + b->n, run->n,
		    "messages");
	}
}

/* Without a program: batch by batch, in this process. */
static int
run_here(struct run *run)
{
	bool stop = false;
	size_t i, n;

	for (; run->next < run->n && !stop; run->next += n) {
		struct remover_item *items = run->items + run->next;

		n = run->n - run->next;
		if (n > BATCH_LEAST)
			n = BATCH_LEAST;
		if (run->before != NULL)
			run->before(run->ctx, items, n);
		for (i = 0; i < n; i++)
			if (remover_wants(run->act, &items[i]))
				run->ops->act(run->r, run->act, &items[i]);
		if (run->after != NULL)
			run->after(run->ctx, items, n);
		progress(run->next + n, run->n, "messages");
		stop = remover_interrupted() && run->act != REMOVER_RELEASE;
	}
	return run->next < run->n ? -1 : 0;
}

int
remover_run(struct remover *r, enum remover_act act, struct remover_item *items,
    size_t n, remover_fn *before, remover_fn *after, void *ctx)
{
	struct run run = {.r = r,
	    .ops = r->queue->ops->remover,
	    .act = act,
	    .items = items,
	    .n = n,
	    .before = before,
	    .after = after,
	    .ctx = ctx};
	bool stop = false;
	size_t i;

	if (run.ops->act != NULL)
		return run_here(&run);
	run.batch = n / AT_ONCE + 1;
	if (run.batch < BATCH_LEAST)
		run.batch = BATCH_LEAST;
	if (run.batch > BATCH_MOST)
		run.batch = BATCH_MOST;
	while (run.n_batches > 0 || (run.next < n && !stop)) {
		start_batches(&run, stop);
		wait_for_any(&run);
		/* What was held is released even so. */
		stop = remover_interrupted() && act != REMOVER_RELEASE;
		start_batches(&run, stop);
		report(&run);
	}
	for (i = 0; i < SLOTS; i++)
		buf_free(&run.batches[i].text);
	return run.next < n ? -1 : 0;
}
