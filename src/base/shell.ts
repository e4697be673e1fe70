/**
 * A word for a POSIX shell, quoted only when it must be. Control characters are written out (`$'\n'`, understood by bash, zsh
 * and since 2024 by POSIX sh), so that a name with a line break in it cannot become a line of its own.
 */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word) && !word.startsWith('-')) return word;
  if (!/\p{Cc}/u.test(word)) return `'${word.replace(/'/g, `'\\''`)}'`;
  const escaped = word
    .replace(/[\\']/g, '\\$&')
    .replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `$'${escaped}'`;
}
