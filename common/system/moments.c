#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/fields.h"
#include "pure/siphash.h"
#include "system/entropy.h"
#include "system/moments.h"

/* A list may tell the user and not how the message came in. */
static bool
is_local(const struct msg *msg)
{
	static const char *const ways[] = {"php", "cron", "local", "bounce"};
	size_t i;

	if (msg->local)
		return true;
	if (msg->shown_via.p == NULL)
		return msg->ip.p == NULL && msg->host.p == NULL &&
		    msg->auth.p == NULL;
	for (i = 0; i < sizeof ways / sizeof ways[0]; i++)
		if (span_is(msg->shown_via, ways[i]))
			return true;
	return false;
}

static uint32_t
user_of(struct moments *m, const struct msg *msg)
{
	if (!is_local(msg) || msg->user.n == 0)
		return MOMENTS_NO_USER;
	return names_add(&m->users, msg->user);
}

uint32_t
moments_hash(const struct moments *m, struct span address)
{
	char small[256];
	size_t i;

	if (address.n > sizeof small)
		address.n = sizeof small;
	for (i = 0; i < address.n; i++) {
		char c = address.p[i];

		small[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	return (uint32_t)siphash(m->users.seed, span_of(small, address.n)) | 1;
}

static void
note_rcpts(const struct moments *m, const struct msg *msg, struct moment *new)
{
	size_t i;

	for (i = 0; msg->nrcpts <= MOMENTS_RCPTS && i < msg->nrcpts; i++)
		new->rcpts[i] = moments_hash(m, msg->rcpts[i].address);
}

/* What is known to the second lies, as far as one can tell, amid it. */
static int64_t
usec_of(struct when time)
{
	return time.sec * 1000000 + (time.digits > 0 ? time.usec : 500000);
}

static void
take(void *ctx, unsigned worker, size_t index, struct msg *msg,
    struct queue_reader *r, struct buf *out)
{
	struct moments *m = ctx;
	struct moment *new;

	(void)worker;
	(void)index;
	(void)r;
	(void)out;
	pthread_mutex_lock(&m->lock);
	if (msg->time.digits < 0 || msg->time.sec < 0 ||
	    msg->time.sec > WHEN_MOST) {
		m->timeless++;
	} else {
		m->v = mem_grow(m->v, &m->cap, m->n + 1, sizeof *m->v);
		new = &m->v[m->n++];
		*new = (struct moment){
		    .usec = usec_of(msg->time), .user = user_of(m, msg)};
		note_rcpts(m, msg, new);
		if (msg->id.n > 0 && msg->id.n < sizeof new->id)
			memcpy(new->id, msg->id.p, msg->id.n);
	}
	pthread_mutex_unlock(&m->lock);
}

int
moments_open(struct moments *m, const char *file)
{
	/* argv's operands can be written to, so this has to. */
	static char *files[2];

	files[0] = mem_dup(file);
	pthread_mutex_init(&m->lock, NULL);
	m->users.seed[0] = entropy_number();
	m->users.seed[1] = entropy_number();
	m->source.files = files;
	m->source.need = NEED_FILE;
	m->source.gone_too = true;
	m->source.each = take;
	m->source.ctx = m;
	return source_open(&m->source);
}

static int
compare_moments(const void *a, const void *b)
{
	const struct moment *x = a, *y = b;

	if (x->usec != y->usec)
		return x->usec < y->usec ? -1 : 1;
	return strcmp(x->id, y->id);
}

int
moments_read(struct moments *m)
{
	source_run(&m->source);
	if (m->n > 0)
		qsort(m->v, m->n, sizeof *m->v, compare_moments);
	if (m->timeless == 0)
		return 0;
	if (m->n > 0) {
		err_note(NULL,
		    "%zu messages left out: when they came is not "
		    "known",
		    m->timeless);
		return 0;
	}
	err_warn(NULL, "when the messages came is not known");
	return -1;
}

void
moments_span(const struct moments *m, int64_t least, int64_t *from, int64_t *to)
{
	int64_t missing;

	*from = m->v[0].usec;
	*to = m->v[m->n - 1].usec + 1;
	missing = least - (*to - *from);
	if (missing <= 0)
		return;
	*from -= missing / 2;
	*to += missing - missing / 2;
}

void
moments_close(struct moments *m)
{
	names_free(&m->users);
	free(m->v);
	free(m->source.files[0]);
	source_close(&m->source);
	pthread_mutex_destroy(&m->lock);
}
