#include <errno.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/session.h"
#include "pure/utmp.h"
#include "pure/wlist.h"
#include "system/input.h"
#include "system/recorded.h"
#include "system/rooted.h"

enum {
	UTMP_MAX = 4 << 20,
	LOGIN_MAX = 1 << 14, /* of a session's file */
	LOGINS_MAX = 1 << 16,
};

static struct recorded_tty *
add_tty(struct recorded *r, struct span tty, struct span user)
{
	struct recorded_tty *t;

	r->ttys = mem_grow(
	    r->ttys, &r->ttys_cap, r->nttys + 1, sizeof *r->ttys);
	t = &r->ttys[r->nttys++];
	*t = (struct recorded_tty){
	    .tty = mem_dupn(tty.p, tty.n), .user = mem_dupn(user.p, user.n)};
	return t;
}

static void
read_utmp(struct recorded *r, const char *path, struct span text)
{
	struct utmp u;
	struct utmp_entry e;

	if (utmp_open(&u, text) == -1) {
		err_note(path,
		    "not of a kind that is known, as of another architecture; "
		    "left out");
		return;
	}
	if (u.left > 0)
		err_note(path, "ends within a record, which is left out");
	while (utmp_next(&u, &e)) {
		r->boot = r->boot || e.type == UTMP_BOOT;
		if (e.type == UTMP_USER && e.user.n > 0) {
			struct recorded_tty *t = add_tty(r, e.line, e.user);

			t->pid = e.pid;
			t->sec = e.sec;
		}
	}
}

void
recorded_utmp(struct recorded *r, int root)
{
	static const char *const paths[] = {"run/utmp", "var/run/utmp"};
	struct buf text = {0};
	int rc, i;

	r->name = "utmp";
	for (i = 0; i < 2; i++) {
		buf_clear(&text);
		rc = rooted_read(root, paths[i], 0, UTMP_MAX, &text, NULL);
		if (rc != -1 || errno != ENOENT)
			break;
	}
	if (i == 2)
		err_note(NULL,
		    "there is no utmp: only logind's records are looked at");
	else if (rc == -1)
		rooted_tell(paths[i]);
	else
		read_utmp(r, paths[i], span_of(text.p, text.len));
	buf_free(&text);
}

static void
read_login(struct recorded *r, int root, const char *name)
{
	struct buf path = {0}, text = {0};
	struct recorded_login *l;

	/* Beside them are FIFOs, N.ref. */
	if (strchr(name, '.') != NULL)
		return;
	buf_putf(&path, "run/systemd/sessions/%s", name);
	if (rooted_read(root, buf_str(&path), 0, LOGIN_MAX, &text, NULL) ==
	    -1) {
		if (errno != ENOENT)
			rooted_tell(buf_str(&path));
	} else {
		r->logins = mem_grow(r->logins, &r->logins_cap, r->nlogins + 1,
		    sizeof *r->logins);
		l = &r->logins[r->nlogins++];
		l->text = mem_dupn(text.p, text.len);
		logind_read(span_of(l->text, text.len), &l->is);
	}
	buf_free(&path);
	buf_free(&text);
}

void
recorded_logind(struct recorded *r, int root)
{
	char **names = rooted_names(root, "run/systemd/sessions");
	size_t i;

	if (names == NULL && errno != ENOENT)
		rooted_tell("run/systemd/sessions");
	for (i = 0; names != NULL && names[i] != NULL && i < LOGINS_MAX; i++)
		read_login(r, root, names[i]);
	rooted_free(names);
}

int
recorded_w(struct recorded *r, const char *file)
{
	struct input in;
	struct span line, user, tty;
	int rc;

	r->name = "w";
	if (input_open(&in, file) == -1)
		return -1;
	while ((rc = input_line(&in, &line)) == 1)
		if (wlist_read(span_chomp(line), &user, &tty) && tty.p != NULL)
			add_tty(r, tty, user);
	input_close(&in);
	return rc;
}

const struct logind *
recorded_login(const struct recorded *r, uint32_t audit, int32_t leader)
{
	size_t i;

	for (i = 0; i < r->nlogins; i++) {
		const struct logind *l = &r->logins[i].is;

		if (audit != SESSION_NONE ? l->has_audit && l->audit == audit
					  : leader > 0 && l->leader == leader)
			return l;
	}
	return NULL;
}

void
recorded_free(struct recorded *r)
{
	size_t i;

	for (i = 0; i < r->nttys; i++) {
		free(r->ttys[i].tty);
		free(r->ttys[i].user);
	}
	for (i = 0; i < r->nlogins; i++)
		free(r->logins[i].text);
	free(r->ttys);
	free(r->logins);
}
