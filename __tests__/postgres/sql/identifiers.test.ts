import { describe, expect, it } from 'vitest';
import { displayName, quoteIdentifier, quoteLiteral, quoteQualified } from '../../../src/postgres/sql/identifiers';
import { loadParser } from '../../../src/postgres/sql/parser';

describe('quoting', () => {
  const nasty = ['User', 'a"b', "it's", 'back\\slash', 'ü; DROP', "\\'", 'new\nline', '$1'];

  it.each(nasty)('round-trips %s through the grammar', async (text) => {
    const parser = await loadParser();
    const tree = JSON.stringify(parser.parse(`SELECT ${quoteLiteral(text)} AS ${quoteIdentifier(text)}`));
    expect(tree).toContain(`"sval":{"sval":${JSON.stringify(text)}}`);
    expect(tree).toContain(`"name":${JSON.stringify(text)}`);
  });

  it('refuses NUL', () => {
    expect(() => quoteIdentifier('a\0')).toThrow('NUL');
    expect(() => quoteLiteral('a\0')).toThrow('NUL');
  });

  it('qualifies', () => {
    expect(quoteQualified({ schema: 's', name: 'T' })).toBe('"s"."T"');
    expect(quoteQualified({ schema: null, name: 'T' })).toBe('"T"');
    expect(displayName({ schema: null, name: 'T' })).toBe('public.T');
    expect(displayName({ schema: null, name: 'T' }, 'app')).toBe('app.T');
  });
});
