import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorText, UndeterminedError, UsageError } from '../../src/base/errors';
import { exitCodeOfError } from '../../src/tell/exit-code';

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test.each([
  { what: 'wrong usage', error: new UsageError('fail-on: …'), text: 'fail-on: …', code: 2 },
  { what: 'not determined', error: new UndeterminedError('no answer'), text: 'no answer', code: 3 },
  {
    what: 'a file that cannot be read',
    error: thrownBy(() => readFileSync('/nowhere/at/all')),
    text: "ENOENT: no such file or directory, open '/nowhere/at/all'",
    code: 3,
  },
])('$what is one line without a stack', ({ error, text, code }) => {
  expect(errorText(error)).toBe(text);
  expect(exitCodeOfError(error)).toBe(code);
});

test('a bug shows its stack', () => {
  expect(errorText(new TypeError('x is undefined'))).toMatch(/^TypeError: x is undefined\n +at /);
  expect(exitCodeOfError(new TypeError())).toBe(70);
});
