import { createHash } from 'node:crypto';
import type { MigrationFile } from '../../contracts/repository';

/** SHA-256 of the text's UTF-8 bytes, 64 lower-case hex digits: what Prisma writes to `_prisma_migrations.checksum`. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * What a recorded checksum says of the file on disk. `line-endings`: it is the checksum of the same text with other line
 * ends. `unknown`: nothing was recorded, or there is no text to compare.
 */
export function checksumState(
  recorded: string,
  file: Pick<MigrationFile, 'sql' | 'checksum'>,
): 'match' | 'line-endings' | 'edited' | 'unknown' {
  if (recorded === '' || file.sql === null) return 'unknown';
  if (isSame(recorded, file.checksum)) return 'match';
  return otherLineEnds(file.sql).some((text) => isSame(recorded, sha256(text))) ? 'line-endings' : 'edited';
}

/** Every recorded checksum that {@link checksumState} takes for this text, line ends apart. */
export function checksumsOf({ sql, checksum }: Pick<MigrationFile, 'sql' | 'checksum'>): string[] {
  if (sql === null) return [];
  return [checksum, ...otherLineEnds(sql).map(sha256)].flatMap((full) => [full, shortForm(full)]);
}

/**
 * The text with every line end made LF, and made CRLF. Prisma accepts the same (prisma-engines
 * `schema-engine/connectors/schema-connector/src/checksum.rs`), save that for a text of mixed line ends its CRLF form has
 * `\r\r\n`, which nobody ever recorded.
 */
function otherLineEnds(text: string): string[] {
  const lf = text.replaceAll('\r\n', '\n');
  return [lf, lf.replaceAll('\n', '\r\n')].filter((other) => other !== text);
}

/** Early engines printed each byte without padding, so their checksums are shorter (prisma-engines#1887). */
function isSame(recorded: string, checksum: string): boolean {
  return recorded === (recorded.length === 64 ? checksum : shortForm(checksum));
}

function shortForm(checksum: string): string {
  return checksum.replace(/0([0-9a-f])|([0-9a-f]{2})/g, '$1$2');
}
