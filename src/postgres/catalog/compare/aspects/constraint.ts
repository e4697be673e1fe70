import type { ConstraintObject, IndexObject } from '../../model';
import { indexParts, namelessDefinition } from '../definition';
import { AspectList } from './list';

/** `indexes`: those behind the two, for a primary key, unique or exclusion constraint. */
export function constraintAspects(
  expected: ConstraintObject,
  actual: ConstraintObject,
  indexes?: readonly [IndexObject, IndexObject],
): string[] {
  const list = new AspectList();
  list.add('kind', expected.type.replace('-', ' '), actual.type.replace('-', ' '));
  if (expected.references !== null && actual.references !== null) {
    list.add('columns', expected.columns, actual.columns);
    list.add('referenced table', expected.references.table, actual.references.table);
    list.add('referenced columns', expected.references.columns, actual.references.columns);
    list.add('on update', expected.references.onUpdate, actual.references.onUpdate);
    list.add('on delete', expected.references.onDelete, actual.references.onDelete);
    list.add('match', expected.references.match, actual.references.match);
  }
  list.add('timing', timing(expected), timing(actual));
  list.add('', validity(expected), validity(actual));
  list.flag(
    expected.triggersEnabled ?? true,
    actual.triggersEnabled ?? true,
    'upheld',
    'not upheld: its triggers are disabled',
  );
  if (list.words.length === 0) list.add('', constraintBody(expected), constraintBody(actual));
  if (list.words.length === 0 && constraintBody(expected) !== constraintBody(actual)) list.words.push('definition');
  if (indexes) {
    list.set('index options', indexes[0].options ?? [], indexes[1].options ?? []);
    list.flag(indexes[0].valid, indexes[1].valid, 'valid', 'INVALID');
  }
  return list.words;
}

/** `pg_get_constraintdef` without what the flags say. */
export function constraintBody(constraint: ConstraintObject): string {
  let body = constraint.definition;
  for (let before = ''; before !== body; ) {
    before = body;
    body = body.replace(/ (?:DEFERRABLE|INITIALLY DEFERRED|NOT VALID|NOT ENFORCED)$/, '');
  }
  return body;
}

function timing({ deferrable, deferred }: ConstraintObject): string {
  return deferred ? 'initially deferred' : deferrable ? 'deferrable' : 'immediate';
}

function validity({ enforced, validated }: ConstraintObject): string {
  return enforced ? (validated ? 'validated' : 'NOT VALID') : 'NOT ENFORCED';
}

export function indexAspects(expected: IndexObject, actual: IndexObject): string[] {
  const list = new AspectList();
  list.add('table', expected.table, actual.table);
  list.flag(expected.unique, actual.unique, 'unique', 'not unique');
  list.add('method', expected.method, actual.method);
  const [before, after] = [indexParts(expected.definition), indexParts(actual.definition)];
  list.add('columns', before.keys, after.keys);
  list.add('include', before.include, after.include);
  list.flag(before.nullsNotDistinct, after.nullsNotDistinct, 'nulls not distinct', 'nulls distinct');
  list.add('predicate', before.predicate, after.predicate);
  list.set('storage options', expected.options ?? [], actual.options ?? []);
  list.flag(expected.valid, actual.valid, 'valid', 'INVALID');
  if (list.words.length === 0 && namelessDefinition(expected) !== namelessDefinition(actual))
    list.words.push('definition');
  return list.words;
}
