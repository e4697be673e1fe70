import type { Config } from './config-schema';
import { quote } from './wording';

/** The most changes that are told one by one. */
const most = 20;

/**
 * What a change makes of the config file, key by key: `rules: drift/index error → off`, `ignore: + rule safety/drop-column, …`.
 * Values are shortened, and URLs cut before their credentials. Empty when nothing counts differently: comments and the order of
 * keys say nothing.
 */
export function configChanges(before: Partial<Config>, after: Partial<Config>): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Config)[];
  const all = keys.sort().flatMap((key) => valueChanges(key, before[key], after[key]));
  return all.length > most ? [...all.slice(0, most), `and ${all.length - most} more`] : all;
}

function valueChanges(key: string, before: unknown, after: unknown): string[] {
  if (Array.isArray(before ?? after) || Array.isArray(after)) return listChanges(key, list(before), list(after));
  if (isMapping(before ?? after) || isMapping(after)) {
    const [old, now] = [mapping(before), mapping(after)];
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((inner) => {
      const name = key === 'rules' ? `rules: ${inner}` : `${key}.${inner}`;
      return valueChanges(name, old[inner], now[inner]);
    });
  }
  if ((before ?? null) === (after ?? null)) return [];
  const colon = key.startsWith('rules: ') ? '' : ':';
  return [`${key}${colon} ${show(before)} → ${show(after)}`];
}

function listChanges(key: string, before: readonly unknown[], after: readonly unknown[]): string[] {
  const [old, now] = [new Set(before.map(show)), new Set(after.map(show))];
  return [
    ...[...now].filter((entry) => !old.has(entry)).map((entry) => `${key}: + ${entry}`),
    ...[...old].filter((entry) => !now.has(entry)).map((entry) => `${key}: - ${entry}`),
  ];
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  if (isMapping(value))
    return Object.entries(value)
      .map(([key, inner]) => `${key} ${show(inner)}`)
      .join(', ');
  return typeof value === 'string' ? quote(value).slice(1, -1) : String(value);
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapping(value: unknown): Record<string, unknown> {
  return isMapping(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
