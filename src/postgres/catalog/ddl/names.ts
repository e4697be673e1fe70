import { quoteIdentifier, quoteQualified } from '../../sql/identifiers';
import { identifierPattern, quoteQualified as printed, unquoteIdentifier } from '../identifier';

interface Named {
  readonly schema: string;
  readonly name: string;
}

/** How names are written: in full, or as Prisma does, without the schema that the `search_path` begins with. */
export class Names {
  readonly #typeInDefault: RegExp | null;

  constructor(readonly defaultSchema: string | null) {
    this.#typeInDefault =
      defaultSchema === null
        ? null
        : new RegExp(`'(?:[^']|'')*'|"(?:[^"]|"")*"|::(${identifierPattern})\\.(?=${identifierPattern})`, 'g');
  }

  /** `"name"` in the default schema, else `"schema"."name"`. */
  of({ schema, name }: Named): string {
    return quoteQualified({ schema: schema === this.defaultSchema ? null : schema, name });
  }

  /** As the server prints it in its texts. */
  printed({ schema, name }: Named): string {
    return printed(schema, name);
  }

  /** The table or view that an object lives on. */
  home({ schema, table }: { readonly schema: string; readonly table: string }): string {
    return this.of({ schema, name: table });
  }

  /** An id `schema.name`; names with dots in them are told apart by the ids that are known. */
  id(id: string, known: ReadonlyMap<string, Named>): string {
    const object = known.get(id);
    if (object !== undefined) return this.of(object);
    const dot = id.indexOf('.');
    return this.of({ schema: id.slice(0, dot), name: id.slice(dot + 1) });
  }

  /** A type as `format_type` prints it, spelt as Prisma does. */
  type(type: string): string {
    const [, name = '', modifier = '', zone = '', array = ''] =
      /^(.*?)(\([\d,-]+\))?( with(?:out)? time zone)?((?:\[\])*)$/s.exec(type) ?? [];
    const known = prismaTypes[`${name}${zone}`];
    if (known !== undefined) return `${known}${modifier}${array}`;
    const [, schema, own] = new RegExp(`^(${identifierPattern})\\.(${identifierPattern})$`).exec(name) ?? [];
    if (schema === undefined || own === undefined) return type;
    const written = this.of({ schema: unquoteIdentifier(schema), name: unquoteIdentifier(own) });
    return `${written}${modifier}${zone}${array}`;
  }

  /** A server's expression; casts to types of the default schema lose the schema. */
  expression(text: string): string {
    if (this.#typeInDefault === null) return text;
    return text.replace(this.#typeInDefault, (all, schema?: string) =>
      schema !== undefined && unquoteIdentifier(schema) === this.defaultSchema ? '::' : all,
    );
  }

  /** A default: of a literal that is cast to the column's own type, the literal. */
  default(text: string, type: string): string {
    const [, literal, cast] = /^('(?:[^']|'')*')::(.*)$/s.exec(text) ?? [];
    return literal !== undefined && cast === withoutModifier(type) ? literal : this.expression(text);
  }

  columns(names: readonly string[]): string {
    return names.map(quoteIdentifier).join(', ');
  }
}

/** A type without length, precision or scale. */
export function withoutModifier(type: string): string {
  return type.replace(/\([\d,-]+\)/, '');
}

/** `format_type` → as Prisma writes it (prisma-engines, `sql_renderer/postgres_renderer.rs`). */
const prismaTypes: Readonly<Record<string, string>> = {
  smallint: 'SMALLINT',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  numeric: 'DECIMAL',
  real: 'REAL',
  'double precision': 'DOUBLE PRECISION',
  money: 'MONEY',
  'character varying': 'VARCHAR',
  character: 'CHAR',
  text: 'TEXT',
  bytea: 'BYTEA',
  date: 'DATE',
  'timestamp without time zone': 'TIMESTAMP',
  'timestamp with time zone': 'TIMESTAMPTZ',
  'time without time zone': 'TIME',
  'time with time zone': 'TIMETZ',
  boolean: 'BOOLEAN',
  bit: 'BIT',
  'bit varying': 'VARBIT',
  uuid: 'UUID',
  xml: 'XML',
  json: 'JSON',
  jsonb: 'JSONB',
  inet: 'INET',
  oid: 'OID',
};
