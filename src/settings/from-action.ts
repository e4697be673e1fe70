import { type InputTexts, inputs } from './inputs';

/** What the workflow gave as `with:`, read as the runner passes it: `INPUT_` and the name in capitals, hyphens kept. */
export function inputsFromAction(env: NodeJS.ProcessEnv): InputTexts {
  return Object.fromEntries(inputs.map(({ name }) => [name, env[`INPUT_${name.toUpperCase()}`]?.trim() ?? '']));
}
