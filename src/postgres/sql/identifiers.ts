/** A name in a schema, unquoted. `schema` null: not given, so found through `search_path`. */
export interface QualifiedName {
  readonly schema: string | null;
  readonly name: string;
}

/**
 * Quotes an identifier, always, as Prisma's own SQL does (PostgreSQL manual 4.1.1). Throws for a NUL character, which
 * no identifier can hold.
 */
export function quoteIdentifier(name: string): string {
  if (name.includes('\0')) throw new Error('an SQL identifier cannot contain a NUL character');
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Quotes a string as an SQL literal that means the same whatever `standard_conforming_strings` says (PostgreSQL manual
 * 4.1.2.2). Throws for a NUL character, which no literal can hold.
 */
export function quoteLiteral(value: string): string {
  if (value.includes('\0')) throw new Error('an SQL literal cannot contain a NUL character');
  const quoted = `'${value.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return value.includes('\\') ? ` E${quoted}` : quoted;
}

/** `"schema"."name"`, or `"name"` without a schema. */
export function quoteQualified({ schema, name }: QualifiedName): string {
  return schema === null ? quoteIdentifier(name) : `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** `schema.name`, unquoted, for people and for lookups in a catalog; `fallback` stands for a schema that is not given. */
export function displayName({ schema, name }: QualifiedName, fallback = 'public'): string {
  return `${schema ?? fallback}.${name}`;
}

/** As many whole characters of a name as fit into a number of bytes; PostgreSQL itself keeps 63 (NAMEDATALEN - 1). */
export function cutName(name: string, bytes: number): string {
  const characters = [...name];
  while (Buffer.byteLength(characters.join('')) > bytes) characters.pop();
  return characters.join('');
}
