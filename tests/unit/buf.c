#include <sys/wait.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "unit.h"

/* Memory that cannot be had ends the program with status 2. */
static void
no_memory(void (*ask)(void))
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
		ask();
		_exit(0);
	}
	CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_ERROR);
}

static void
ask_room(void)
{
	struct buf b = {0};

	buf_puts(&b, "x");
	buf_room(&b, SIZE_MAX);
}

static void
ask_room_half(void)
{
	struct buf b = {0};

	buf_room(&b, SIZE_MAX / 2 + 2);
}

static void
ask_elements(void)
{
	size_t cap = 0;

	mem_grow(NULL, &cap, SIZE_MAX / 4, 8);
}

static void
ask_copy(void)
{
	mem_dupn("", SIZE_MAX);
}

static void
memory(void)
{
	size_t cap = 0;
	int *p = mem_grow(NULL, &cap, 3, sizeof *p);
	char *s = mem_dupn("a\0b", 3);

	CHECK(cap >= 3);
	memset(p, 0, cap * sizeof *p);
	p[2] = 7;
	p = mem_grow(p, &cap, 5000, sizeof *p);
	CHECK(cap >= 5000 && p[2] == 7);
	memset(p, 0, cap * sizeof *p);
	CHECK(mem_grow(p, &cap, cap, sizeof *p) == p);
	free(p);
	CHECK(memcmp(s, "a\0b", 4) == 0);
	free(s);
	s = mem_dup("");
	CHECK_STR(s, strlen(s), "");
	free(s);
	free(mem_alloc(0));
}

static void
numbers(struct buf *b)
{
	buf_putu(b, 0);
	buf_putc(b, ' ');
	buf_putu(b, UINT64_MAX);
	CHECK_STR(b->p, b->len, "0 18446744073709551615");
	buf_clear(b);
	buf_puti(b, 0);
	buf_puti(b, -10);
	buf_puti(b, INT64_MIN);
	CHECK_STR(b->p, b->len, "0-10-9223372036854775808");
	buf_clear(b);
	buf_puti(b, INT64_MAX);
	CHECK_STR(b->p, b->len, "9223372036854775807");
	buf_clear(b);
}

static void
grow(struct buf *b)
{
	size_t i, n, total = 0;

	for (i = 0; i < 2000; i++) {
		n = unit_rand(50);
		memset(buf_room(b, n), (int)('a' + i % 26), n);
		CHECK_INT(b->len, total);
		b->len += n;
		total += n;
		if (n > 0)
			CHECK(b->p[total - 1] == (char)('a' + i % 26));
		CHECK(b->cap >= b->len);
	}
	CHECK(b->p[0] >= 'a' && b->p[0] <= 'z');
	buf_clear(b);
}

int
main(void)
{
	struct buf b = {0};
	char *p;

	buf_put(&b, NULL, 0);
	buf_puts(&b, "");
	CHECK(b.p == NULL && b.len == 0);
	buf_clear(&b);
	buf_free(&b);
	CHECK_STR(buf_str(&b), b.len, "");
	CHECK(b.p[0] == '\0');
	buf_free(&b);
	CHECK(buf_room(&b, 0) != NULL && b.len == 0);
	buf_put(&b, "a\0b", 3);
	buf_putc(&b, '\0');
	buf_puts(&b, "cd");
	CHECK_SAME(span_of(b.p, b.len), span_of("a\0b\0cd", 6));
	CHECK(buf_str(&b)[6] == '\0' && b.len == 6);
	buf_putc(&b, 'e');
	CHECK_SAME(span_of(b.p, b.len), span_of("a\0b\0cde", 7));
	p = b.p;
	buf_clear(&b);
	CHECK(b.p == p && b.len == 0 && b.cap > 0);
	numbers(&b);
	buf_putf(&b, "%s", "");
	buf_putf(&b, "%d-%s", 7, "x");
	CHECK_STR(b.p, b.len, "7-x");
	buf_putf(&b, "%300c", 'y');
	CHECK(b.len == 303 && b.p[2] == 'x' && b.p[302] == 'y');
	buf_clear(&b);
	grow(&b);
	buf_free(&b);
	CHECK(b.p == NULL && b.len == 0 && b.cap == 0);
	memory();
	no_memory(ask_room);
	no_memory(ask_room_half);
	no_memory(ask_elements);
	no_memory(ask_copy);
	return unit_end();
}
