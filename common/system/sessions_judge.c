#include <stdlib.h>

#include "system/sessions.h"

/* How many of sshd's and dropbear's sessions are recorded where. */
struct counts {
	size_t utmp[2], logind[2];
};

/* Names are cut: by w after 8 bytes, in utmp after 32. */
static bool
is_of(const struct sessions *s, const struct recorded_tty *t,
    const struct session *of)
{
	size_t n = strlen(t->user);

	if (of->user == NULL || strcmp(of->user, t->user) == 0 ||
	    ((n == 8 || n == 32) && strncmp(of->user, t->user, n) == 0))
		return true;
	return of->uid != SESSION_NONE &&
	    accounts_uid(s->accounts, t->user) == of->uid;
}

static bool
is_recorded(const struct sessions *s, struct span tty, const struct session *of)
{
	size_t i;

	for (i = 0; i < s->recorded->nttys; i++)
		if (span_is(tty, s->recorded->ttys[i].tty) &&
		    is_of(s, &s->recorded->ttys[i], of))
			return true;
	return false;
}

static void
look_up(const struct sessions *s, struct session *of)
{
	struct span rest = span_of(of->tty.p, of->tty.len), tty;

	while ((tty = span_upto(&rest, ',')).p != NULL && tty.n > 0)
		if (is_recorded(s, tty, of))
			of->in_utmp = true;
		else
			of->lacks_utmp = true;
}

static void
judge(
    struct sessions *s, struct session *of, const struct counts *c, int64_t now)
{
	const struct recorded *r = s->recorded;
	const bool w = r != NULL && strcmp(r->name, "w") == 0;
	const int i = of->dropbear;
	struct usual u = {.utmp_name = r == NULL ? NULL : r->name};
	struct account a;

	if (r != NULL) {
		/* That there is the boot's record tells that it is kept. */
		u.utmp = w || c->utmp[i] > of->in_utmp ||
		    (r->boot && !of->dropbear);
		u.logind = c->logind[i] > of->in_logind;
		u.any_logind = c->logind[0] + c->logind[1] > 0;
	}
	accounts_find(s->accounts, of->user, of->uid, now, &a);
	suspicion_of(of, &a, &u);
	buf_put(&of->names, a.names.p, a.names.n);
}

/* By their start, then by their processes. */
static int
compare(const void *a, const void *b)
{
	const struct session *x = a, *y = b;

	if (x->since != y->since)
		return x->since < y->since ? -1 : 1;
	return (x->v[0].pid > y->v[0].pid) - (x->v[0].pid < y->v[0].pid);
}

void
sessions_judge(struct sessions *s, int64_t now)
{
	struct counts c = {{0}, {0}};
	size_t i;

	if (s->n > 0)
		qsort(s->v, s->n, sizeof *s->v, compare);
	for (i = 0; i < s->n && s->recorded != NULL; i++) {
		struct session *of = &s->v[i];

		if (of->kind != SESSION_TITLE && of->kind != SESSION_PREAUTH)
			look_up(s, of);
		c.utmp[of->dropbear] += of->in_utmp;
		c.logind[of->dropbear] += of->in_logind;
	}
	for (i = 0; i < s->n; i++)
		judge(s, &s->v[i], &c, now);
}

void
sessions_free(struct sessions *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		session_free(&s->v[i]);
	free(s->v);
}
