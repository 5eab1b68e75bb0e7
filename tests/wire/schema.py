"""JSON Schema 2020-12, as far as docs of the API use it: what an answer must
look like. Unknown keywords are an error, so that nothing is skipped."""
import re

IGNORED = {'description', 'default', '$schema', 'title'}
TYPES = {'string': str, 'boolean': bool, 'null': type(None), 'object': dict,
         'array': list}


class Breach(Exception):
    pass


def is_type(value, name):
    if name == 'integer':
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def check(value, schema, root, at='$'):
    """Raises Breach, naming the place."""
    for key, want in schema.items():
        if key in IGNORED:
            continue
        judge = RULES.get(key)
        if judge is None:
            raise Breach(f'{at}: schema keyword {key}')
        judge(value, want, schema, root, at)


def rule_ref(value, want, schema, root, at):
    target = root
    for part in want.removeprefix('#/').split('/'):
        target = target[part]
    check(value, target, root, at)


def rule_type(value, want, schema, root, at):
    if not is_type(value, want):
        raise Breach(f'{at}: {value!r:.60} is no {want}')


def rule_any_of(value, want, schema, root, at):
    found = []
    for option in want:
        try:
            check(value, option, root, at)
            return
        except Breach as e:
            found.append(str(e))
    raise Breach(' / '.join(found))


def rule_required(value, want, schema, root, at):
    if isinstance(value, dict):
        for name in want:
            if name not in value:
                raise Breach(f'{at}: no member {name}')


def rule_properties(value, want, schema, root, at):
    if isinstance(value, dict):
        for name, inner in want.items():
            if name in value:
                check(value[name], inner, root, f'{at}.{name}')


def rule_additional(value, want, schema, root, at):
    if isinstance(value, dict) and want is False:
        more = set(value) - set(schema.get('properties', {}))
        if more:
            raise Breach(f'{at}: members {sorted(more)}')


def rule_items(value, want, schema, root, at):
    if isinstance(value, list):
        for i, item in enumerate(value):
            check(item, want, root, f'{at}[{i}]')


def rule_enum(value, want, schema, root, at):
    if value not in want:
        raise Breach(f'{at}: {value!r} is none of {want}')


def rule_const(value, want, schema, root, at):
    if value != want:
        raise Breach(f'{at}: {value!r} is not {want!r}')


def rule_pattern(value, want, schema, root, at):
    if isinstance(value, str) and re.search(want, value) is None:
        raise Breach(f'{at}: {value!r:.60} is not like {want}')


def rule_minimum(value, want, schema, root, at):
    if isinstance(value, int) and value < want:
        raise Breach(f'{at}: {value} below {want}')


def rule_maximum(value, want, schema, root, at):
    if isinstance(value, int) and value > want:
        raise Breach(f'{at}: {value} above {want}')


def rule_max_length(value, want, schema, root, at):
    if isinstance(value, str) and len(value) > want:
        raise Breach(f'{at}: longer than {want}')


RULES = {'$ref': rule_ref, 'type': rule_type, 'anyOf': rule_any_of,
         'required': rule_required, 'properties': rule_properties,
         'additionalProperties': rule_additional, 'items': rule_items,
         'enum': rule_enum, 'const': rule_const, 'pattern': rule_pattern,
         'minimum': rule_minimum, 'maximum': rule_maximum,
         'maxLength': rule_max_length}
