#define _DEFAULT_SOURCE /* MAP_POPULATE */
#include <string.h>
#include <sys/mman.h>

#include "system/postfix_kept.h"

enum {
	LARGE = 8 << 10, /* of one file */
	MOST = 48 << 20, /* of all; some 30,000 usual messages */
	BLOCK = 256 << 10,
	ALIGN = _Alignof(struct postfix_copy),
};

struct postfix_block {
	struct postfix_block *next;
	_Alignas(struct postfix_copy) char room[BLOCK];
};

/* All of its pages at once: each by a fault of its own would take longer. */
static bool
add_block(struct postfix_kept *kept, struct postfix_keeper *keeper)
{
	struct postfix_block *new = mmap(NULL, sizeof *new,
	    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE,
	    -1, 0);

	if (new == MAP_FAILED)
		return false;
	new->next = atomic_load(&kept->blocks);
	while (!atomic_compare_exchange_weak(&kept->blocks, &new->next, new))
		;
	atomic_fetch_add(&kept->bytes, sizeof *new);
	keeper->block = new;
	keeper->used = 0;
	return true;
}

const struct postfix_copy *
postfix_kept_add(struct postfix_kept *kept, struct postfix_keeper *keeper,
    struct span text, const struct stat *st)
{
	size_t n = sizeof(struct postfix_copy) + text.n;
	struct postfix_copy *copy;

	if (text.n == 0 || text.n > LARGE)
		return NULL;
	n = (n + ALIGN - 1) / ALIGN * ALIGN;
	if (keeper->block == NULL || n > BLOCK - keeper->used) {
		if (atomic_load(&kept->bytes) >= MOST ||
		    !add_block(kept, keeper))
			return NULL;
	}
	copy = (void *)(keeper->block->room + keeper->used);
	keeper->used += n;
	copy->st = *st;
	memcpy(copy->text, text.p, text.n);
	return copy;
}

void
postfix_kept_free(struct postfix_kept *kept)
{
	struct postfix_block *block = atomic_load(&kept->blocks), *next;

	for (; block != NULL; block = next) {
		next = block->next;
		munmap(block, sizeof *block);
	}
	atomic_store(&kept->blocks, NULL);
}
