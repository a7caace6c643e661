#include "pure/sshpick.h"

bool
sshpick_wants(const struct sshpick *p, const struct session *s)
{
	if (s->kind == SESSION_PREAUTH && (!p->preauth || p->pids))
		return false;
	if (p->flagged && s->flags.len == 0)
		return false;
	if (p->user == NULL)
		return true;
	if (p->uid != SESSION_NONE && s->uid != SESSION_NONE)
		return s->uid == p->uid;
	return s->user != NULL && strcmp(s->user, p->user) == 0;
}

void
sshpick_put(const struct sshpick *p, const struct session *s, struct buf *b)
{
	uint32_t uid = p->uid != SESSION_NONE ? p->uid : s->uid;
	size_t i;

	if (s->callers || uid == SESSION_NONE)
		return;
	for (i = 0; i < s->n; i++)
		if (s->v[i].uid == uid) {
			buf_puti(b, s->v[i].pid);
			buf_putc(b, '\n');
		}
}
