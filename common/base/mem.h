/* mem: memory that is there or the program ends (status 2) */
#ifndef QT_MEM_H
#define QT_MEM_H

#include <stddef.h>

/* n bytes, uninitialised; n = 0 gives a pointer that can be freed. */
void *mem_alloc(size_t n);

/*
 * Makes room for at least want elements of size bytes in p, which has room
 * for *cap; doubles so that appending costs O(1). Returns the (moved) p and
 * sets *cap.
 */
void *mem_grow(void *p, size_t *cap, size_t want, size_t size);

/* A NUL-terminated copy of n bytes; mem_dup takes a C string. */
char *mem_dupn(const char *p, size_t n);
char *mem_dup(const char *s);

#endif
