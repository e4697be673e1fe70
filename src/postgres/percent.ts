/**
 * Decodes `%XX` as Prisma does (Rust's `percent_decode(…).decode_utf8()`): a `%` that begins no escape stays, and text
 * whose bytes are not UTF-8 is returned as it is.
 */
export function decodePercent(text: string): string {
  const bytes = Buffer.concat(
    text
      .split(/((?:%[0-9a-f]{2})+)/i)
      .map((part, index) => (index % 2 === 1 ? Buffer.from(part.replaceAll('%', ''), 'hex') : Buffer.from(part))),
  );
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return text;
  }
}
