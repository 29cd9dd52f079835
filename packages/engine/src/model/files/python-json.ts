/** The mark of numbers that Python writes and JSON does not have. They are read as strings that begin with this mark. */
const MARK = '\u0001';

/** Parses JSON as Python writes it. NaN and Infinity become strings that printPythonJson turns back. @throws SyntaxError */
export function parsePythonJson(text: string): unknown {
  const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (part) => (part.startsWith('"') ? part : JSON.stringify(MARK + part)));
  return JSON.parse(quoted);
}

/** The reverse of parsePythonJson, indented by two spaces. */
export function printPythonJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/"\\u0001(-?Infinity|NaN)"/g, '$1');
}
