import { editDistance } from '../base/closest';
import { plainName } from '../base/escape';

/** A value in an error message: short, on one line, nothing invisible in it, a URL cut before its credentials. */
export function quote(text: string): string {
  const scheme = text.indexOf('://');
  return `'${plainName(scheme < 0 ? text : `${text.slice(0, scheme + 3)}…`)}'`;
}

/** The subject of a sentence about a value from a YAML file. */
export function show(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : 'a mapping';
}

/**
 * The candidate that `word` is probably a slip of, for "did you mean": equal but for case and separators, the last part
 * of a `family/name`, or a few letters away. Undefined when nothing is close.
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[-_ ]/g, '');
  const wanted = plain(word.slice(0, 100));
  let best: string | undefined;
  let least = Math.min(3, Math.ceil(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const name = plain(candidate);
    const far = name.endsWith(`/${wanted}`) ? 0 : editDistance(wanted, name);
    if (far < least) {
      least = far;
      best = candidate;
    }
  }
  return best;
}
