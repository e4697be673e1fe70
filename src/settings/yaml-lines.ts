import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { errorMessage, UsageError } from '../base/errors';
import { oneLine } from '../base/escape';
import { quote } from './wording';

/** What a YAML text says, and where. */
export interface Yaml {
  /** Null for an empty text. */
  readonly data: unknown;
  /** 1-based line of the key or list entry at `path`, or of the closest thing above it that the text has. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/**
 * Reads a YAML 1.2 text.
 * @param name how errors call the file
 * @throws UsageError with file and line of the first fault; an unknown tag is one
 */
export function parseYaml(content: string, name: string): Yaml {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const lineAt = (offset = 0) => Math.max(1, lines.linePos(offset).line);

  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) throw new UsageError(`${name}:${lineAt(fault.pos[0])}: ${oneLine(fault.message)}`);
  refuseLooseAliases(document, (offset) => `${name}:${lineAt(offset)}`);
  try {
    return { data: document.toJS(), lineOf: (path) => lineAt(offsetOf(document.contents, path)) };
  } catch (error) {
    // Aliases that multiply without end.
    throw new UsageError(`${name}: ${errorMessage(error)}`);
  }
}

/** `object: *_old` is meant as a glob, and is an alias without an anchor. */
function refuseLooseAliases(document: Document.Parsed, place: (offset: number | undefined) => string): void {
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return;
      const written = quote(`*${alias.source}`);
      throw new UsageError(
        `${place(alias.range?.[0])}: ${written} is an alias in YAML: put text that starts with * in quotes`,
      );
    },
  });
}

function offsetOf(root: Node | null, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = root;
  let offset = root?.range?.[0];
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
      if (pair === undefined) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else {
      break;
    }
  }
  return offset;
}
