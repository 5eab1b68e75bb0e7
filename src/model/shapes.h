/*
 * model/shapes.h - value types that several tables share
 *
 * Purpose     model 3.1 as constants, and the tables of bodies by topic; used
 *             within src/model alone.
 * Source      model 3.1
 */
#ifndef MODEL_SHAPES_H
#define MODEL_SHAPES_H

#include "model/shape.h"

#define FIELDS(table) .fields = (table), .field_count = COUNT(table)
#define MANY 4096 /* elements per array, model 1.5 */
#define ID_ANY 0
#define ID_ACTOR (TYPE_BIT(TYPE_PERSON) | TYPE_BIT(TYPE_ORG))

extern const struct shape shape_null, shape_bool, shape_count, shape_int,
    shape_int_null, shape_day, shape_day_null, shape_span, shape_span_null,
    shape_when, shape_when_null, shape_state, shape_state_null, shape_states,
    shape_hash, shape_hash_null, shape_code, shape_code_null, shape_codes_16,
    shape_lang, shape_lang_null, shape_file, shape_file_null, shape_texts,
    shape_texts_null, shape_id, shape_id_null, shape_ids_32, shape_ids_64,
    shape_actor, shape_actors, shape_person, shape_org, shape_org_null,
    shape_post, shape_post_null, shape_document, shape_document_null,
    shape_contact_id, shape_statement_id, shape_kinds, shape_amendment,
    shape_visibility, shape_slot_numbers, shape_side;

/* Contact: also members of its slots. */
extern const struct shape shape_parties, shape_party, shape_minutes,
    shape_topics, shape_initiated_by, shape_contact_kind, shape_gift,
    shape_travel, shape_direction;

/* Bodies. */
extern const struct shape body_policy, body_key, body_grant, body_person,
    body_org, body_post, body_tenure, body_contact, body_note, body_receipt,
    body_document, body_statement, body_link, body_same, body_annul, body_open,
    body_erase, body_complete, body_duty, body_index_root;

/* Every party says somebody; a foreign one has its state (model 3.11). */
shape_check_fn party_rules;

#endif
