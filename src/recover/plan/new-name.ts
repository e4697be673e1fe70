/** A migration's folder name as `prisma migrate dev` gives it: 14 digits of UTC time, `_`, a slug. */
const timestamped = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?=_|$)/;

/**
 * The name of a new migration that sorts after all others: the time of the run, or a second after the newest there is. Each
 * call gives a later name, and the same run gives the same names.
 */
export class NewNames {
  #latest: number;
  readonly #taken: Set<string>;

  constructor(now: Date, existing: readonly string[]) {
    const newest = Math.max(...existing.map((name) => timeOf(name) ?? 0), 0);
    const seconds = Math.floor(now.getTime() / 1000) * 1000;
    this.#latest = Math.max(seconds, newest + 1000) - 1000;
    this.#taken = new Set(existing);
  }

  /** @param slug what it does: lower-case words joined by `_` */
  next(slug: string): string {
    do this.#latest += 1000;
    while (this.#taken.has(nameAt(this.#latest, slug)));
    return nameAt(this.#latest, slug);
  }
}

function nameAt(time: number, slug: string): string {
  const digits = new Date(time).toISOString().replace(/\D/g, '').slice(0, 14);
  return `${digits}_${slug}`;
}

function timeOf(name: string): number | null {
  const parts = timestamped.exec(name);
  if (parts === null) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  // Month 99 is no time that somebody generated.
  return Number.isFinite(time) && new Date(time).getUTCFullYear() === year && month <= 12 && day <= 31 ? time : null;
}

/** Words of a name as a slug for a migration. */
export function slugOf(text: string): string {
  const words = text.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/[^\p{L}\p{N}]+/gu, '_');
  const slug = words.replace(/^_+|_+$/g, '').toLowerCase();
  return slug.slice(0, 60) || 'change';
}

/** The name without its timestamp. */
export function slugIn(name: string): string {
  return slugOf(name.replace(/^\d+_?/, ''));
}
