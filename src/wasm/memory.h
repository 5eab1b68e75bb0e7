/* wasm/memory.h - malloc and its kin for one check at a time */
#ifndef WASM_MEMORY_H
#define WASM_MEMORY_H

/* Wipes and gives back everything that was taken. */
void memory_reset(void);

#endif
