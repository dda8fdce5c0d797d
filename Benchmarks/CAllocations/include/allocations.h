// Counts how often a program asks for memory, wherever in it: linking this in puts it before the C library.
#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

long allocations_so_far(void);

#endif
