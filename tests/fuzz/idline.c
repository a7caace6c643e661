/* Lines that name a message, ids, and what tells a listing's format */
#include "fuzz.h"
#include "pure/format.h"
#include "pure/idline.h"
#include "pure/idmap.h"
#include "pure/msgid.h"
#include "pure/postfix_id.h"

static struct idmap map = {.seed = {1, 2}};
static size_t taken;

/* Where Postfix has its file: so many directories of one character, no other
 * way out. */
static void
check_path(struct span id)
{
	struct buf b = {0};
	unsigned depth, i;

	for (depth = 0; depth <= POSTFIX_DEPTH; depth++) {
		buf_clear(&b);
		postfix_id_put_path(&b, id, depth);
		HOLDS(b.len == 2 * depth + id.n);
		for (i = 0; i < depth; i++) {
			HOLDS(b.p[2 * i] == postfix_id_dir(id, i));
			HOLDS(b.p[2 * i] != '.' && b.p[2 * i] != '/');
			HOLDS(b.p[2 * i + 1] == '/');
		}
		HOLDS(span_same(span_from(fuzz_of(&b), 2 * depth), id));
	}
	buf_free(&b);
}

/* An id is safe as a part of a file's name, and has a number once told. */
static void
check_id(struct span id, unsigned kinds)
{
	struct when w;
	unsigned kind;
	size_t i;

	HOLDS(id.n > 0 && id.n <= MSGID_MAX && msgid_kinds(id) == kinds);
	for (i = 0; i < id.n; i++)
		HOLDS((id.p[i] >= '0' && id.p[i] <= '9') ||
		    ((id.p[i] | 32) >= 'a' && (id.p[i] | 32) <= 'z') ||
		    id.p[i] == '-');
	for (kind = 1; kind <= MSGID_SENDMAIL; kind <<= 1)
		if ((kinds & kind) != 0 &&
		    msgid_time(kind, id, FUZZ_NOW, &w) == 0)
			HOLDS(w.digits >= 0 && w.usec >= 0 && w.usec < 1000000);
	if ((kinds & MSGID_POSTFIX) != 0)
		check_path(id);
	if (id.n >= IDMAP_ID)
		return;
	if (idmap_get(&map, id) == IDMAP_NONE) {
		HOLDS(idmap_add(&map, id, (uint32_t)taken) == taken);
		taken++;
	}
	HOLDS(idmap_get(&map, id) >= 0);
	if (taken % 3 == 0) {
		idmap_remove(&map, id);
		HOLDS(idmap_get(&map, id) == IDMAP_NONE);
	}
}

static void
read_line(struct span line)
{
	static struct buf scratch;
	const struct listing_format *how;
	enum format format = format_of(line, &how);
	struct idline id;
	int rc = idline_read(line, &scratch, &id);

	HOLDS((format == FORMAT_LISTING) == (how != NULL));
	HOLDS(rc >= -1 && rc <= 1);
	if (rc == 1) {
		HOLDS(fuzz_inside(id.id, line) ||
		    fuzz_inside(id.id, fuzz_of(&scratch)));
		INSIDE(id.sender, fuzz_of(&scratch));
		check_id(id.id, id.kinds);
	}
	format_is_gzip(line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_lines(data, size, read_line);
	idmap_free(&map);
	map = (struct idmap){.seed = {1, 2}};
	taken = 0;
	return 0;
}
