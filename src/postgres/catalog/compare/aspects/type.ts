import type {
  CompositeTypeObject,
  DefinedObject,
  DomainObject,
  EnumObject,
  ExtensionObject,
  RangeTypeObject,
  SequenceObject,
} from '../../model';
import { AspectList } from './list';

export function enumAspects(expected: EnumObject, actual: EnumObject): string[] {
  const words = new AspectList();
  const rename = renamedValue(expected, actual);
  if (rename !== null) return [`value ${rename.expected} renamed to ${rename.actual}`];
  for (const value of expected.values) if (!actual.values.includes(value)) words.words.push(`value ${value} missing`);
  for (const value of actual.values)
    if (!expected.values.includes(value)) words.words.push(`value ${value} unexpected`);
  const order = (values: readonly string[], others: readonly string[]) =>
    values.filter((value) => others.includes(value));
  words.add('order of values', order(expected.values, actual.values), order(actual.values, expected.values));
  return words.words;
}

/** The one value that has another name at the same place, all others being the same. */
export function renamedValue(expected: EnumObject, actual: EnumObject): { expected: string; actual: string } | null {
  if (expected.values.length !== actual.values.length) return null;
  const differing = expected.values.flatMap((value, i) => {
    const other = actual.values[i] as string;
    return value === other ? [] : [{ expected: value, actual: other }];
  });
  const [only] = differing;
  if (only === undefined || differing.length > 1) return null;
  return expected.values.includes(only.actual) || actual.values.includes(only.expected) ? null : only;
}

export function domainAspects(expected: DomainObject, actual: DomainObject): string[] {
  const list = new AspectList();
  list.add('type', expected.type, actual.type);
  list.flag(expected.notNull, actual.notNull, 'not null', 'nullable');
  list.add('default', expected.default, actual.default);
  list.add('collation', expected.collation ?? 'default', actual.collation ?? 'default');
  list.set('constraint', expected.constraints, actual.constraints);
  return list.words;
}

export function compositeTypeAspects(expected: CompositeTypeObject, actual: CompositeTypeObject): string[] {
  const list = new AspectList();
  list.set('attributes', expected.attributes, actual.attributes);
  if (list.words.length === 0) list.add('order of attributes', expected.attributes, actual.attributes);
  return list.words;
}

/** From 16 on the server turns the locales of ICU into language tags (release notes), `de@collation=phonebook` among them. */
export function collationAspects(expected: DefinedObject, actual: DefinedObject): string[] {
  const tagged = (text: string) =>
    text.replace(/(?<=provider = icu, locale = )'([^']*)'/, (_, l: string) => l.replaceAll('_', '-'));
  const untagged = [expected, actual].some(({ definition }) => /provider = icu, locale = '[^']*@/.test(definition));
  const text = ({ definition }: DefinedObject) =>
    untagged ? definition.replace(/locale = '[^']*'/, '') : tagged(definition);
  return text(expected) === text(actual) ? [] : ['definition'];
}

export function rangeTypeAspects(expected: RangeTypeObject, actual: RangeTypeObject): string[] {
  const list = new AspectList();
  list.add('', expected.definition, actual.definition);
  return list.words;
}

export function sequenceAspects(expected: SequenceObject, actual: SequenceObject): string[] {
  const list = new AspectList();
  list.add('type', expected.type, actual.type);
  list.add('start', expected.start, actual.start);
  list.add('increment', expected.increment, actual.increment);
  list.add('minimum', expected.min, actual.min);
  list.add('maximum', expected.max, actual.max);
  list.add('cache', expected.cache, actual.cache);
  list.flag(expected.cycle, actual.cycle, 'cycle', 'no cycle');
  list.add('owned by', expected.ownedBy, actual.ownedBy);
  list.flag(expected.identity, actual.identity, 'identity', 'not identity');
  return list.words;
}

/** Versions differ from server to server and are not compared. */
export function extensionAspects(expected: ExtensionObject, actual: ExtensionObject): string[] {
  const list = new AspectList();
  list.add('schema', expected.schema, actual.schema);
  return list.words;
}
