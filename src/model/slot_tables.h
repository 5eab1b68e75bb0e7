/*
 * model/slot_tables.h - what a value in each slot looks like
 *
 * Purpose     the tables of model 7.4; used within src/model alone.
 * Source      model 7.4
 */
#ifndef MODEL_SLOT_TABLES_H
#define MODEL_SLOT_TABLES_H

#include "model/slots.h"
#include "model/shape.h"

struct slot_row {
	unsigned slot;
	const char *name;
	bool mandatory; /* bold */
	const struct shape *shape;
};

struct slot_table {
	const struct slot_row *rows;
	size_t row_count;
};

extern const struct slot_table slot_tables[TYPE_COUNT];
const struct slot_row *slot_row(enum entry_type type, unsigned slot);

#endif
