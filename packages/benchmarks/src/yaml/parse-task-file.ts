import { AppError } from '@lamina/errors';
import { isMap, isScalar, parseDocument } from 'yaml';

/** A reference to a Python function in a task file. Lamina runs no Python, so settings that need it are refused. */
export class PythonFunction {
  /** The text after !function, e.g. "utils.process_docs". */
  readonly reference: string;

  constructor(reference: string) {
    this.reference = reference;
  }
}

/** The settings of one YAML task file, before `include:` is resolved. */
export interface TaskFile {
  readonly path: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * Parses a YAML task file of the harness. `!function` tags become `PythonFunction`; the version keeps its digits (1.0 stays "1.0").
 * @param path for messages and includes
 * @throws AppError BAD_USER_INPUT with the line of invalid YAML
 */
export function parseTaskFile(path: string, text: string): TaskFile {
  // PyYAML follows YAML 1.1, where an unquoted no is false.
  const document = parseDocument(text, {
    version: '1.1',
    customTags: [{ tag: '!function', resolve: (reference: string) => new PythonFunction(reference) }],
  });
  const [problem] = document.errors;
  if (problem) throw new AppError('BAD_USER_INPUT', `${path}: ${problem.message}`, { cause: problem });
  if (!isMap(document.contents)) throw new AppError('BAD_USER_INPUT', `${path} has no settings; expected a task such as "task: name".`);
  const settings = document.toJS() as Readonly<Record<string, unknown>>;
  const version = document.getIn(['metadata', 'version'], true);
  const metadata = isScalar(version)
    ? { ...(settings.metadata as object), version: version.source ?? String(version.value) }
    : settings.metadata;
  return { path, settings: metadata === undefined ? settings : { ...settings, metadata } };
}
