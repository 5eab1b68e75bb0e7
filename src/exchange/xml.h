/*
 * exchange/xml.h - an XML file as a tree, for maps
 *
 * Purpose     elements, attributes and text in document order (map 2.8).
 * Errors      ERR_INPUT with the line: not well formed, a document type
 *             (entities can grow without bound), nested deeper than 64.
 * Ownership   the tree lives in the arena and borrows nothing.
 * Cost        one pass of expat.     Standard   XML 1.0, fifth edition
 */
#ifndef EXCHANGE_XML_H
#define EXCHANGE_XML_H

#include "base/arena.h"

#define XML_DEPTH_MAX 64

struct xml_attribute {
	struct bytes name, value;
	struct xml_attribute *next;
};

/* An element, or a run of text between elements (name.at == NULL). */
struct xml_node {
	struct bytes name, text;
	struct xml_attribute *attributes;
	struct xml_node *parent, *first, *last, *next;
};

MUST_CHECK enum err xml_parse(const struct xml_node **root, struct bytes in,
    struct arena *a, struct error *e);
/* First child element of that name, or NULL. */
const struct xml_node *xml_child(const struct xml_node *n, struct bytes name);
/* The next sibling element of the same name, or NULL. */
const struct xml_node *xml_twin(const struct xml_node *n);
/* All text inside, in order. */
struct bytes xml_text(const struct xml_node *n, struct arena *a);

#endif
