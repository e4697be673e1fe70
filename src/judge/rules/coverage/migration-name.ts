import type { Group } from './group';

/** A name for the migration that closes the gap: `add_invoice`, `add_phone_to_user`, `update_user`. */
export function migrationName({ owner, whole, parts }: Group): string {
  const name = snake(owner.slice(owner.indexOf('.') + 1));
  if (whole !== null && whole.situation !== 'differs') return `add_${name}`;
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0 && only.situation !== 'differs') {
    if (only.kind === 'column') return `add_${snake(only.label.replace(/^column /, ''))}_to_${name}`;
    if (only.kind === 'enum-value') return `add_${snake(only.label.replace(/^value /, ''))}_to_${name}`;
  }
  return `update_${name}`;
}

const longest = 60;

function snake(text: string): string {
  const words = text.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/[^\p{L}\p{N}]+/gu, '_');
  return (
    words
      .replace(/^_+|_+$/g, '')
      .toLowerCase()
      .slice(0, longest) || 'object'
  );
}
