/** Turns the UTF-8 byte offsets of PostgreSQL's parser into UTF-16 offsets and lines of the same text. */
export interface Offsets {
  /** Byte offset to UTF-16 offset. */
  fromBytes(byte: number): number;
  /** Offset in code points to UTF-16 offset. */
  fromCharacters(character: number): number;
  /** 1-based line of a UTF-16 offset; a line ends with LF, so CRLF counts once. */
  lineAt(offset: number): number;
}

export function offsetsOf(text: string): Offsets {
  const ascii = Buffer.byteLength(text) === text.length;
  const bytes = ascii ? null : byteOffsets(text);
  const starts = lineStarts(text);
  return {
    fromBytes: (byte) => (bytes === null ? byte : lowerBound(bytes, byte)),
    fromCharacters: (character) => (ascii ? character : advance(text, character)),
    lineAt: (offset) => upperBound(starts, offset),
  };
}

/** For each UTF-16 offset, the bytes before it; a low surrogate counts as the end of its pair. */
function byteOffsets(text: string): Uint32Array {
  const bytes = new Uint32Array(text.length + 1);
  let total = 0;
  for (let i = 0; i < text.length; i++) {
    bytes[i] = total;
    const unit = text.charCodeAt(i);
    if (unit < 0x80) total += 1;
    else if (unit < 0x800) total += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) {
      total += 4;
      bytes[++i] = total;
    } else total += 3;
  }
  bytes[text.length] = total;
  return bytes;
}

function lineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
}

/** Index of the first element that is not less than `value`. */
function lowerBound(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many elements are not greater than `value`. */
function upperBound(sorted: Uint32Array, value: number): number {
  return lowerBound(sorted, value + 1);
}

function advance(text: string, characters: number): number {
  let offset = 0;
  for (let i = 0; i < characters && offset < text.length; i++) {
    offset += (text.codePointAt(offset) as number) > 0xffff ? 2 : 1;
  }
  return offset;
}
