/*
 * register/test_speaking.h - statements, documents and declarations, for tests
 *
 * Purpose     files them in one call each into a place of test_support.h.
 * Errors      cmocka assertions.
 * Ownership   texts live in the arena of the place.
 */
#ifndef REGISTER_TEST_SPEAKING_H
#define REGISTER_TEST_SPEAKING_H

#include "register/test_support.h"

#define SUMMARY "{\"summary\":{\"en\":\"A call about consular matters\"}}"
#define YEARS "{\"from\":\"2020-01-01\",\"to\":\"2022-12-31\"}"

/* place_make, place_found and place_people. */
void found_register(struct place *p);
const char *printed(struct place *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Members of a party for contact_body. */
const char *with(struct place *p, uint64_t who);
uint64_t file_calls(struct place *p, const char *edtf, unsigned times,
    uint64_t who);
uint64_t file_document(struct place *p, const char *title);

struct saying {
	const char *act, *claims, *about; /* NULL: none */
	const char *more;                 /* slots, each with its comma */
	uint64_t speaker, document;       /* speaker NUMBER_NONE: described */
	bool hedged;
};
uint64_t file_statement(struct place *p, struct saying s);
/* The same words, each time a statement of its own. */
void file_statements(struct place *p, struct saying s, size_t count);
const char *count_claim(struct place *p, const char *op, unsigned n,
    const char *target, const char *window);
const char *person_target(struct place *p, uint64_t who);
/* "The whole record of the member: so many." */
uint64_t declare(struct place *p, unsigned times);

#endif
