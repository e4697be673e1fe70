import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addInputFlags, inputsFromFlags } from '../../src/settings/flags';
import { inputsFromAction } from '../../src/settings/from-action';
import { inputs } from '../../src/settings/inputs';

function parse(...argv: string[]) {
  return inputsFromFlags(addInputFlags(new Command().exitOverride()).parse(argv, { from: 'user' }).opts());
}

describe('flags', () => {
  it('has one per input', () => {
    for (const { name, kind } of inputs) {
      expect(parse(`--${name}`, 'value'), name).toEqual({ [name]: 'value' });
      expect(parse(`--${name}=value`), name).toEqual({ [name]: 'value' });
      if (kind === 'boolean') expect(parse(`--${name}`), name).toEqual({ [name]: 'true' });
    }
  });

  it('takes --database-url several times', () => {
    expect(parse('--database-url', 'a=postgres://a', '--database-url', 'b=postgres://b')).toEqual({
      'database-url': 'a=postgres://a\nb=postgres://b',
    });
  });

  it('gives nothing when nothing is given', () => {
    expect(parse()).toEqual({});
  });

  it('keeps what was given apart from one command line to the next', () => {
    const command = addInputFlags(new Command());
    command.parse(['--database-url', 'postgres://a'], { from: 'user' });
    command.parse(['--database-url', 'postgres://b'], { from: 'user' });
    expect(inputsFromFlags(command.opts())).toEqual({ 'database-url': 'postgres://b' });
  });

  it('says values and defaults in the help', () => {
    const help = addInputFlags(new Command()).configureHelp({ helpWidth: 1000 }).helpInformation();
    expect(help).toMatch(/--fail-on <value> .*\(error, warning, never; default: error\)/);
    expect(help).toMatch(/--probe-data \[true\|false\] .*\(default: false\)/);
  });
});

describe('inputs of the action', () => {
  it('are read as the runner passes them', () => {
    const env = {
      'INPUT_FAIL-ON': ' warning \n',
      'INPUT_DATABASE-URL': 'a=postgres://a\nb=postgres://b\n',
      INPUT_SCHEMA: '',
      INPUT_SOMETHING: 'else',
    };
    const given = Object.entries(inputsFromAction(env)).filter(([, value]) => value !== '');
    expect(given).toEqual([
      ['database-url', 'a=postgres://a\nb=postgres://b'],
      ['fail-on', 'warning'],
    ]);
  });
});
