import { aspectsOf } from '../../compare/aspects/aspects-of';
import { identifierPattern } from '../../identifier';
import type { DefinedObject } from '../../model';
import { statement } from '../script';
import { type Kind, sameOrAnew } from './kind';

export const definedKind: Kind<DefinedObject> = {
  create: (object) =>
    object.definition.split(/;\n(?=ALTER TEXT SEARCH )/).map((sql) => statement(`Create${wordOf(object)}`, sql)),
  drop: (object) => [statement(`Drop${wordOf(object)}`, `DROP ${object.identity}`)],
  alter(from, to) {
    if (aspectsOf(from, to).length === 0) return [];
    const changes = to.kind === 'foreign-server' ? serverChanges(from.definition, to.definition) : null;
    return changes === null ? sameOrAnew(false) : [statement('AlterServer', `ALTER ${to.identity}${changes}`)];
  },
};

/** `TextSearchDictionary`. */
function wordOf({ kind }: DefinedObject): string {
  return kind.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const literal = "'(?:[^']|'')*'";
const server = new RegExp(
  `^(.*?)(?: VERSION (${literal}))?( FOREIGN DATA WRAPPER ${identifierPattern})(?: OPTIONS \\((.*)\\))?$`,
  's',
);
const option = new RegExp(`(${identifierPattern}) (${literal})`, 'g');

/** What follows ALTER SERVER, which tables can be on; null where it takes a new one (PostgreSQL manual, ALTER SERVER). */
function serverChanges(from: string, to: string): string | null {
  const [, head, version, wrapper, options = ''] = server.exec(from) ?? [];
  const [, newHead, newVersion, newWrapper, newOptions = ''] = server.exec(to) ?? [];
  if (head !== newHead || wrapper !== newWrapper || (newVersion === undefined && version !== undefined)) return null;
  const [before, after] = [optionsOf(options), optionsOf(newOptions)];
  const actions = [
    ...[...before.keys()].filter((name) => !after.has(name)).map((name) => `DROP ${name}`),
    ...[...after].flatMap(([name, value]) =>
      before.get(name) === value ? [] : [`${before.has(name) ? 'SET' : 'ADD'} ${name} ${value}`],
    ),
  ];
  return [
    newVersion === version ? '' : ` VERSION ${newVersion}`,
    actions.length === 0 ? '' : ` OPTIONS (${actions.join(', ')})`,
  ].join('');
}

function optionsOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(option)].map(([, name = '', value = '']) => [name, value]));
}
