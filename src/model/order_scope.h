/*
 * model/order_scope.h - what an order asks for, and which contacts fit
 *
 * Purpose     the scope of a summons as one canonical JSON file: written by
 *             the authority, kept by the register, handed out with every
 *             disclosure, and read again by whoever checks it.
 * Invariant   what is printed parses to itself; what is not canonical, or has
 *             another member, is refused.
 * Errors      ERR_INPUT with the member at fault in `field`.
 * Ownership   the reference lives in the arena or in the bytes parsed.
 * Source      docs/format/disclosure.md 1, 2; interfaces A6.5
 */
#ifndef MODEL_ORDER_SCOPE_H
#define MODEL_ORDER_SCOPE_H

#include "model/slots.h"

#define ORDER_SCOPE_FORMAT "chancery/scope@v1"
#define ORDER_SCOPE_MEDIA "application/vnd.chancery.scope+json"
#define ORDER_SCOPE_BYTES_MAX 4096
#define ORDER_SCOPE_REFERENCE_MAX 100

struct order_scope {
	struct bytes origin; /* of the register */
	struct id order, authority, of, with;
	struct bytes reference; /* of the order, 1 to 100 bytes */
	bool has_with;          /* else `state`, or neither */
	char state[3];          /* "" or two lower-case letters */
	unsigned kinds;         /* bit of each code 1..10; 0: every kind */
	uint32_t from, to;      /* DAY_FIRST, DAY_LAST: open */
	bool notes, slots;      /* what it needs; at least one */
	bool has_due;
	uint32_t due;
};

MUST_CHECK enum err order_scope_check(const struct order_scope *s,
    struct error *e);
void order_scope_print(struct buffer *out, const struct order_scope *s);
MUST_CHECK enum err order_scope_parse(struct order_scope *out, struct bytes in,
    struct arena *a, struct error *e);

enum order_fit {
	ORDER_OUT, /* something known of it excludes it */
	ORDER_IN,
	ORDER_UNKNOWN /* a sealed slot that is not at hand decides */
};

/* A contact whose slots of `known` are at hand. ERR_INPUT: no contact. */
MUST_CHECK enum err order_scope_judge(enum order_fit *out,
    const struct order_scope *s, const struct entry *contact,
    const struct slot_values *values, uint16_t known, struct arena *a,
    struct error *e);
/* The slots of a contact in scope that the order opens (disclosure 2.4). */
uint16_t order_scope_opens(const struct order_scope *s,
    const struct entry *contact, struct arena *a);

#endif
