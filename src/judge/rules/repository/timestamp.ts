/** The digits a migration's name begins with, such as `20260120093000`; '' when it begins with none. */
export function prefixOf(name: string): string {
  return /^\d*/.exec(name)?.[0] ?? '';
}

/** The name without its prefix: `add_users` of `20260120093000_add_users`. */
export function titleOf(name: string): string {
  return name.slice(prefixOf(name).length).replace(/^[_-]+/, '') || 'migration';
}

/** True for `0_init` and `000000000000_squashed_migrations`, which are named to come first. */
export function isBaseline(name: string): boolean {
  return /^0+(?!\d)/.test(name);
}

/** True for a prefix that can be read as a date: 8, 10, 12 or 14 digits from the years 1900 to 2999. */
export function isDate(prefix: string): boolean {
  return /^(?:19|2\d)\d{2}(?:0\d|1[0-2])[0-3]\d(?:\d\d){0,3}$/.test(prefix);
}

/** Prisma's form of a time: UTC, to the second. */
export function timestampOf(time: Date): string {
  return time.toISOString().replace(/\D/g, '').slice(0, 14);
}

/**
 * The prefix `steps` after the given one: as many seconds later for a date, else counted up at the same width.
 * @param prefix not ''
 */
export function later(prefix: string, steps: number): string {
  if (isDate(prefix)) {
    const [, year, month, day, hour, minute, second] =
      /^(....)(..)(..)(..)(..)(..)$/.exec(prefix.padEnd(14, '0')) ?? [];
    const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    if (!Number.isNaN(time)) return timestampOf(new Date(time + steps * 1000));
  }
  return String(BigInt(prefix) + BigInt(steps)).padStart(prefix.length, '0');
}
