import { createRedactor } from '../postgres/redact';
import { secretsOf } from '../postgres/secrets';
import type { InputTexts } from './inputs';

/** The secrets among the inputs: known before anything is parsed, so that not even a usage error can show one. */
export interface InputSecrets {
  /** For the runner's masking (`core.setSecret`). */
  readonly maskable: readonly string[];
  readonly redact: (text: string) => string;
}

/** Finds the secrets of the raw inputs. */
export function secretsOfInputs(inputs: InputTexts): InputSecrets {
  const urls = [
    ...(inputs['database-url'] ?? '').split('\n').flatMap(withoutName),
    ...withoutName(inputs.scratch ?? ''),
  ];
  const others = [inputs['github-token'], inputs['webhook-url']].flatMap((text) => text || []);
  return {
    maskable: [...urls.flatMap((url) => secretsOf(url).maskable), ...others],
    redact: createRedactor(urls, others),
  };
}

/** The line as it stands and, for `name=url`, the URL; only what looks like a URL. */
function withoutName(line: string): string[] {
  const url = line.replace(/^\s*[\w.-]+=(?=\S)/, '').trim();
  return url === '' || !/[:@/]/.test(url) ? [] : [url];
}
