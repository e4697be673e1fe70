import type {
  EventTriggerObject,
  FunctionObject,
  PolicyObject,
  PublicationObject,
  RuleObject,
  TriggerObject,
  ViewObject,
} from '../../model';
import { namelessDefinition } from '../definition';
import { AspectList } from './list';

const enabledWords: Readonly<Record<string, string>> = {
  O: 'enabled',
  D: 'disabled',
  R: 'enabled on replicas only',
  A: 'always enabled',
};

/**
 * Whether a materialised view is populated is its data's state and not compared. Where the query is the same, the types of
 * its columns follow from what it reads, and that has a difference of its own.
 */
export function viewAspects(expected: ViewObject, actual: ViewObject): string[] {
  const list = new AspectList();
  list.flag(expected.materialized, actual.materialized, 'materialised', 'not materialised');
  list.set('options', expected.options, actual.options);
  if (namelessDefinition(expected) === namelessDefinition(actual)) return list.words;
  const columns = new AspectList();
  columns.set('columns', expected.columns, actual.columns);
  if (columns.words.length === 0) columns.add('order of columns', expected.columns, actual.columns);
  return [...columns.words, ...list.words, 'query'];
}

export function functionAspects(expected: FunctionObject, actual: FunctionObject): string[] {
  const list = new AspectList();
  list.add('kind', expected.form, actual.form);
  const [before, after] = [namelessDefinition(expected), namelessDefinition(actual)];
  if (before === after) return list.words;
  const [head, body] = splitBody(before);
  const [actualHead, actualBody] = splitBody(after);
  if (head !== actualHead) list.words.push('header');
  if (body !== actualBody) list.words.push('body');
  return list.words;
}

/** Header and body of what `pg_get_functiondef` prints. */
function splitBody(definition: string): [head: string, body: string] {
  const start = definition.search(/^(?:AS |BEGIN ATOMIC|RETURN )/m);
  return start < 0 ? [definition, ''] : [definition.slice(0, start), definition.slice(start)];
}

export function triggerAspects<Kind extends TriggerObject | RuleObject | EventTriggerObject>(
  expected: Kind,
  actual: Kind,
): string[] {
  const list = new AspectList();
  if (namelessDefinition(expected) !== namelessDefinition(actual)) list.words.push('definition');
  list.add('', enabled(expected.enabled), enabled(actual.enabled));
  return list.words;
}

function enabled(letter: string): string {
  return enabledWords[letter] ?? letter;
}

export function policyAspects(expected: PolicyObject, actual: PolicyObject): string[] {
  const list = new AspectList();
  list.add('command', expected.command, actual.command);
  list.flag(expected.permissive, actual.permissive, 'permissive', 'restrictive');
  list.add('roles', expected.roles, actual.roles);
  list.add('using', expected.using, actual.using);
  list.add('with check', expected.check, actual.check);
  return list.words;
}

export function publicationAspects(expected: PublicationObject, actual: PublicationObject): string[] {
  const list = new AspectList();
  list.set('tables', expected.tables ?? [], actual.tables ?? []);
  if (list.words.length === 0 && expected.definition !== actual.definition) list.words.push('definition');
  return list.words;
}
