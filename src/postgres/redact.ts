import { isDistinctive, secretsOf } from './secrets';

const mask = '***';
/** Where a URL can begin and end. */
const words = /[^\s"'`<>]+/g;
const scheme = /postgres(?:ql)?:\/\//i;

/**
 * Makes a function that takes secrets out of any text that is about to leave the process: the database URLs, their
 * passwords however they are written (raw, decoded, percent-encoded, escaped for JSON, HTML, SQL or Markdown), other
 * secrets, and the credentials of any PostgreSQL URL at all. A short or everyday password, such as `postgres`, is only
 * taken out where it stands as a password, so that the word survives elsewhere.
 */
export function createRedactor(urls: readonly string[], otherSecrets: readonly string[]): (text: string) => string {
  const patterns = [
    ...byLength([...urls.flatMap((url) => [url, url.trim()]), ...otherSecrets])
      .filter((secret) => secret.length > mask.length)
      .map((secret) => new RegExp(anyEncoding(secret), 'g')),
    ...urls.flatMap(passwordPatterns),
  ];
  return (text) => {
    let redacted = text;
    let before: string;
    // Again until nothing changes: what is left on both sides of a mask can form a secret that holds asterisks.
    do {
      before = redacted;
      for (const pattern of patterns) redacted = redacted.replace(pattern, mask);
      redacted = redacted.replace(words, withoutCredentials);
    } while (redacted.length < before.length);
    return redacted;
  };
}

/** The credentials of any PostgreSQL URL, ours or not. Not a single pattern, because that takes long on hostile text. */
function withoutCredentials(word: string): string {
  const end = word.lastIndexOf('@');
  const begin = end === -1 ? null : scheme.exec(word);
  if (begin === null || begin.index > end) return word;
  return `${word.slice(0, begin.index)}${begin[0]}${mask}${word.slice(end)}`;
}

function passwordPatterns(url: string): RegExp[] {
  const secrets = secretsOf(url);
  const users = secrets.users.map(anyEncoding).join('|');
  return byLength(secrets.passwords).map((password) => {
    const text = anyEncoding(password);
    if (isDistinctive(password, secrets)) return new RegExp(text, 'g');
    return new RegExp(`(?<=(?:${users}):)${text}(?=@)|(?<=password["']?\\s{0,2}[=:]\\s{0,2}["']?)${text}`, 'gi');
  });
}

function byLength(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort((a, b) => b.length - a.length);
}

/** The source of a pattern that finds the text whichever of its characters are encoded. */
function anyEncoding(text: string): string {
  return Array.from(text, (character) => `(?:${encodings(character).join('|')})`).join('');
}

const htmlNames: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

function encodings(character: string): string[] {
  // `%25` again and again: text that was encoded more than once.
  const percent = [...Buffer.from(character)].map((byte) => `%(?:25)*${hexadecimal(byte, 2)}`).join('');
  const found = [literal(character), percent];
  if (/[A-Za-z0-9]/.test(character)) return found;
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  found.push(units.map((unit) => `\\\\u${hexadecimal(unit, 4)}`).join(''));
  const code = character.codePointAt(0) ?? 0;
  found.push(`&#(?:0*${code}|[xX]0*${hexadecimal(code, 1)});`, `\\\\${literal(character)}`);
  const json = JSON.stringify(character).slice(1, -1);
  if (json !== character) found.push(literal(json));
  const name = htmlNames[character];
  if (name !== undefined) found.push(`&${name};`);
  if (character === ' ') found.push('\\+');
  if (character === "'") found.push("''");
  // The longest first: of `\\` the second backslash must not be left behind.
  return found.reverse();
}

/** A pattern for a number in hexadecimal, digits of either case, at least so many. */
function hexadecimal(value: number, digits: number): string {
  return value
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
