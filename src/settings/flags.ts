import { type Command, Option } from 'commander';
import { type InputDefinition, type InputName, type InputTexts, inputs } from './inputs';

/** Gives the command one flag per input; wrong values are left to `readSettings`, unknown flags to commander. */
export function addInputFlags(command: Command): Command {
  for (const input of inputs) command.addOption(flag(input));
  return command;
}

/** The inputs record from the options that commander parsed. */
export function inputsFromFlags(options: Readonly<Record<string, unknown>>): InputTexts {
  const texts: Partial<Record<InputName, string>> = {};
  for (const input of inputs) {
    const value = options[flag(input).attributeName()];
    if (typeof value === 'string') texts[input.name] = value;
    // A boolean flag without a value.
    if (value === true) texts[input.name] = 'true';
  }
  return texts;
}

function flag(input: InputDefinition): Option {
  const argument = input.kind === 'boolean' ? '[true|false]' : `<${argumentNames[input.kind]}>`;
  const values = input.values ? [input.values.join(', ')] : [];
  const byDefault = input.default === '' || input.default.includes('${{') ? [] : [`default: ${input.default}`];
  const notes = [...values, ...byDefault].join('; ');
  const option = new Option(`--${input.name} ${argument}`, input.description + (notes === '' ? '' : ` (${notes})`));
  if (input.kind === 'lines') {
    option.argParser((value: string, before: string | undefined) =>
      before === undefined ? value : `${before}\n${value}`,
    );
  }
  return option;
}

const argumentNames = { text: 'value', path: 'path', lines: 'value', choice: 'value', percent: 'number' } as const;
