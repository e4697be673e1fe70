import { z } from 'zod';
import type { InputDefinition } from './inputs';
import { closest, quote, show } from './wording';

/**
 * The zod types that inputs and config file share. The message of each issue is the whole sentence after the name of the
 * key: `'errors' is not one of error, warning, never`.
 */

/** `<value> is not <expected>`, or what is wrong when there is no value at all. */
function isNot(expected: string, subject = show) {
  return ({ input }: { readonly input?: unknown }): string => {
    if (input === undefined) return 'is missing';
    if (input === null) return 'has no value: give it one, or remove the key';
    if (typeof input === 'number' && expected.startsWith('text')) return `${input} is not text: put it in quotes`;
    return `${subject(input)} is not ${expected}`;
  };
}

export function choice<const T extends readonly string[]>(values: T) {
  const sentence = isNot(`one of ${values.join(', ')}`);
  return z.enum(values, {
    error: (issue) => {
      // A short list is its own hint.
      const meant = values.length > 6 && typeof issue.input === 'string' ? closest(issue.input, values) : undefined;
      return sentence(issue) + (meant === undefined ? '' : ` (did you mean ${quote(meant)}?)`);
    },
  });
}

export const boolean = () => z.boolean({ error: isNot('true or false') });

export function wholeNumber() {
  const error = isNot('a whole number, 0 or more');
  return z.int({ error }).min(0, { error });
}

export const date = () => z.iso.date({ error: isNot('a date, written as 2026-12-31') });

/** Of one text in the config file, in characters: a reason, a glob, a path. */
const longestText = 2000;

/** One line of text; it may not be empty. */
export const text = () =>
  matching('text on one line', /^[^\0\r\n]+$/).max(longestText, {
    error: `is longer than ${longestText.toLocaleString('en')} characters`,
  });

function matching(expected: string, regex: RegExp, subject = show) {
  const error = isNot(expected, subject);
  const type = isNot('text', subject);
  return z.string({ error: type }).regex(regex, { error });
}

/** Entries of one list of the config file; a glob does the work of many. */
const mostEntries = 1000;

export const list = <T extends z.ZodType>(item: T) =>
  z.array(item, { error: isNot('a list') }).max(mostEntries, {
    error: ({ input }) =>
      `has ${(input as readonly unknown[]).length.toLocaleString('en')} entries, and ${mostEntries.toLocaleString('en')} are the most: use globs`,
  });

/**
 * A mapping that knows all its keys. The message about unknown keys has one line per key, in the order of `issue.keys`.
 * @param hint what to say of an unknown key instead of the list of valid ones
 */
export function mapping<T extends z.ZodRawShape>(
  shape: T,
  { noun = 'key', hint }: { noun?: string; hint?: (key: string) => string | undefined } = {},
) {
  const valid = Object.keys(shape);
  const unknown = (key: string) => {
    const meant = closest(key, valid);
    const question = meant === undefined ? '' : ` (did you mean ${quote(meant)}?)`;
    return hint?.(key) ?? `unknown ${noun} ${quote(key)}${question}; valid ${noun}s: ${valid.join(', ')}`;
  };
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? (issue.keys as string[]).map(unknown).join('\n')
        : 'is not a mapping of keys to values',
  });
}

/** The zod type of one input's value. */
export function valueSchema(input: InputDefinition): z.ZodType {
  const subject = input.secret ? () => 'the value' : show;
  switch (input.kind) {
    case 'choice':
      return choice(input.values ?? []);
    case 'boolean':
      return boolean();
    case 'percent': {
      const error = isNot('a number from 0 to 100');
      return z.number({ error }).min(0, { error }).max(100, { error });
    }
    case 'lines':
      return z.string();
    case 'path':
      return matching('a path on one line', /^[^\0\r\n]+$/);
    case 'text':
      return input.pattern ? matching(input.pattern.expected, input.pattern.regex, subject) : text();
  }
}

/** The value that a text means, for {@link valueSchema} to check; a text that means none stays as it is. */
export function fromText(input: InputDefinition, written: string): unknown {
  if (input.kind === 'boolean' && /^(true|false)$/i.test(written)) return written.toLowerCase() === 'true';
  if (input.kind === 'percent' && /^-?\d+(\.\d+)?$/.test(written)) return Number(written);
  return written;
}
