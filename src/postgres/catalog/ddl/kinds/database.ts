import { quoteIdentifier } from '../../../sql/identifiers';
import type { ExtensionObject, PublicationObject, SchemaObject } from '../../model';
import { statement } from '../script';
import type { Kind } from './kind';

export const schemaKind: Kind<SchemaObject> = {
  create: ({ name }) => [statement('CreateSchema', `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(name)}`)],
  drop: ({ name }) => [statement('DropSchema', `DROP SCHEMA ${quoteIdentifier(name)}`)],
  alter: () => [],
};

/** Versions are the server's affair and not brought over. */
export const extensionKind: Kind<ExtensionObject> = {
  create({ name, schema }, { names }) {
    const where =
      schema === names.defaultSchema || schema === 'pg_catalog' ? '' : ` WITH SCHEMA ${quoteIdentifier(schema)}`;
    return [statement('CreateExtension', `CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(name)}${where}`)];
  },
  drop: ({ name }) => [statement('DropExtension', `DROP EXTENSION ${quoteIdentifier(name)}`)],
  alter: (from, to) =>
    from.schema === to.schema
      ? []
      : [
          statement(
            'AlterExtension',
            `ALTER EXTENSION ${quoteIdentifier(to.name)} SET SCHEMA ${quoteIdentifier(to.schema)}`,
          ),
        ],
};

export const publicationKind: Kind<PublicationObject> = {
  create: (publication) => [statement('CreatePublication', definitionOf(publication))],
  drop: ({ name }) => [statement('DropPublication', `DROP PUBLICATION ${quoteIdentifier(name)}`)],
  /** In place where that can be: subscribers of a publication that is made anew lose their place. */
  alter(from, to) {
    if (from.definition === to.definition) return [];
    const [before, after] = [membersOf(from), membersOf(to)];
    const head = `ALTER PUBLICATION ${quoteIdentifier(to.name)}`;
    const fixed = (members: string | null) => members === null || members === 'ALL TABLES';
    if (before.members !== after.members && (fixed(before.members) || fixed(after.members))) return null;
    return [
      ...(before.members === after.members ? [] : [statement('AlterPublication', `${head} SET ${after.members}`)]),
      ...(before.options === after.options
        ? []
        : [statement('AlterPublication', `${head} SET (${withUsual(after.options)})`)]),
    ];
  },
};

/** Before 15 TABLE stands once, and later versions take that, too. */
function definitionOf({ definition }: PublicationObject): string {
  return definition.replace(/"(?:[^"]|"")*"|'(?:[^']|'')*'|, TABLE /g, (text) => (text === ', TABLE ' ? ', ' : text));
}

function membersOf(publication: PublicationObject): { members: string | null; options: string } {
  const definition = definitionOf(publication);
  const end = definition.lastIndexOf(' WITH (');
  const start = definition.indexOf(' FOR ');
  return {
    members: start < 0 || start > end ? null : definition.slice(start + ' FOR '.length, end),
    options: definition.slice(end + ' WITH ('.length, -1),
  };
}

/** Options that are as usual are not in the text, and SET leaves what it does not name. */
function withUsual(options: string): string {
  return options.includes('publish_via_partition_root') ? options : `${options}, publish_via_partition_root = false`;
}
