import type { Difference } from './difference';

/** A difference that is left after SQL has run, in one line; `expected` being what the SQL was to make. */
export function remains({ change, kind, object, aspects }: Difference): string {
  const words = { missing: 'is missing', unexpected: 'is left over', changed: 'differs' } as const;
  const detail = aspects.length === 0 ? '' : `: ${aspects.join('; ')}`;
  return `${kind} ${object} ${words[change]}${detail}`;
}
