import { printPythonJson } from '../../model/files/read-files.ts';
import type { PlannedFile } from '../planned-write.ts';

/** A planned JSON file. @param floats as printPythonJson has it */
export function jsonFile(path: string, value: unknown, floats: ReadonlySet<string> = new Set()): PlannedFile {
  return { path, kind: 'text', text: `${printPythonJson(value, floats)}\n` };
}

/** The same on one line: a vocabulary has hundreds of thousands of entries. */
export function textFile(path: string, value: unknown): PlannedFile {
  return { path, kind: 'text', text: `${JSON.stringify(value)}\n` };
}
