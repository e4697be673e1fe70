import type { FunctionObject } from '../model';

/** Where the body of a function that is a string begins in its definition; -1: it has none, the server parsed it all. */
export function bodyStart({ definition, form }: FunctionObject): number {
  return form === 'aggregate' ? -1 : definition.search(/^AS /m);
}
