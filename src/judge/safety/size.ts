import type { Facts } from '../../contracts/facts';

/** How big a table is in the targets, as far as it is known. */
export type Size =
  /** No target could be read, or none has the table. */
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'known';
      readonly database: string;
      /** Null: never analysed. */
      readonly rows: number | null;
      /** Table and indexes. */
      readonly bytes: number;
      readonly writes: number;
      /** From `thresholds.largeTableRows` on. */
      readonly isLarge: boolean;
      /** Not one page of data when it was read. */
      readonly isEmpty: boolean;
    };

/** What a row takes at least in practice, to guess the rows of a table that was never analysed. */
const guessedRowBytes = 100;

/**
 * The sizes by `schema.table`. With several targets the largest counts, of those on which something is pending (all of them,
 * when the histories are not known).
 */
export function sizesOf(facts: Facts): (table: string) => Size {
  const sizes = new Map<string, Size>();
  const done = new Set(facts.histories.filter(({ pending }) => pending.length === 0).map(({ database }) => database));
  for (const { name, snapshot } of facts.targets) {
    if (snapshot === null || done.has(name)) continue;
    for (const { table, rows, tableBytes, indexBytes, writes } of snapshot.sizes) {
      const bytes = tableBytes + indexBytes;
      const known = sizes.get(table);
      if (known?.kind === 'known' && known.bytes >= bytes) continue;
      const counted = rows < 0 ? Math.round(tableBytes / guessedRowBytes) : rows;
      sizes.set(table, {
        kind: 'known',
        database: name,
        rows: rows < 0 ? null : rows,
        bytes,
        writes,
        isLarge: counted >= facts.settings.thresholds.largeTableRows,
        isEmpty: rows === 0 && tableBytes === 0,
      });
    }
  }
  return (table) => sizes.get(table) ?? { kind: 'unknown' };
}

/** `48 M rows, 12 GB in production`, `size unknown`. */
export function sizeWords(size: Size): string {
  if (size.kind === 'unknown') return 'size unknown';
  const rows = size.rows === null ? 'never analysed' : `${countWords(size.rows)} ${size.rows === 1 ? 'row' : 'rows'}`;
  return `${rows}, ${byteWords(size.bytes)} in ${size.database}`;
}

/** `48 M`, `1.2 M`, `9,800`. */
function countWords(count: number): string {
  if (count >= 1e9) return `${short(count / 1e9)} G`;
  if (count >= 1e6) return `${short(count / 1e6)} M`;
  return count.toLocaleString('en-US');
}

/** `12 GB`, `640 kB`. */
function byteWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : short(value)} ${units[unit]}`;
}

function short(value: number): string {
  return value >= 10 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, '');
}

/** Known, and without a row when it was read; that of another environment, or the next minute, may have some. */
export function hasNoRows(size: Size): boolean {
  return size.kind === 'known' && size.isEmpty;
}

/** Known, and from `thresholds.largeTableRows` on. */
export function isLarge(size: Size): boolean {
  return size.kind === 'known' && size.isLarge;
}
