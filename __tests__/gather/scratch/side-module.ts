/**
 * A WebAssembly side module that has JavaScript run when Emscripten loads it: its dynamic loader evaluates the strings
 * between `__start_em_asm` and `__stop_em_asm` as the body of a function (emscripten, src/lib/libdylink.js), which this leaves.
 */
export function sideModule(javascript: string): Buffer {
  const code = Buffer.from(`}; ${javascript}; () => {\0`);
  const constant = (value: number) => [0x7f, 0, 0x41, ...signed(value), 0x0b];
  return Buffer.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // dylink.0: how much memory it wants, and no table.
    ...section(0, [...name('dylink.0'), 1, ...sized([...unsigned(code.length), 0, 0, 0])]),
    ...section(2, [
      2,
      ...[...name('env'), ...name('memory'), 2, 0, 0],
      ...[...name('env'), ...name('__memory_base'), 3, 0x7f, 0],
    ]),
    ...section(6, [2, ...constant(0), ...constant(code.length)]),
    ...section(7, [2, ...name('__start_em_asm'), 3, 1, ...name('__stop_em_asm'), 3, 2]),
    ...section(11, [1, 0, 0x23, 0, 0x0b, ...sized([...code])]),
  ]);
}

function section(id: number, content: number[]): number[] {
  return [id, ...sized(content)];
}

function sized(content: number[]): number[] {
  return [...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return sized([...Buffer.from(text)]);
}

function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >>> 7)];
}
