/** `name=value` of `reloptions` as they stand in `WITH (…)`. */
export function optionList(options: readonly string[]): string {
  return options.map(option).join(', ');
}

/** `SET (…)` and `RESET (…)` that turn one list of options into another. */
export function optionChanges(from: readonly string[], to: readonly string[]): string[] {
  const names = new Set(to.map(nameOf));
  const gone = from.map(nameOf).filter((name) => !names.has(name));
  const fresh = to.filter((item) => !from.includes(item));
  return [
    ...(gone.length === 0 ? [] : [`RESET (${gone.join(', ')})`]),
    ...(fresh.length === 0 ? [] : [`SET (${optionList(fresh)})`]),
  ];
}

function option(text: string): string {
  const equals = text.indexOf('=');
  const value = text.slice(equals + 1);
  return /^[\w.]+$/.test(value) ? text : `${text.slice(0, equals)}='${value.replaceAll("'", "''")}'`;
}

function nameOf(text: string): string {
  return text.slice(0, text.indexOf('='));
}
