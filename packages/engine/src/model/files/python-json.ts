/** What Python's json writes beyond JSON: numbers that JSON does not have. Read, they are strings that begin with this mark. */
const MARK = '\u0001';

/** JSON as Python writes it: NaN and Infinity, too, as strings that printPythonJson turns back. @throws SyntaxError. */
export function parsePythonJson(text: string): unknown {
  const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (part) => (part.startsWith('"') ? part : JSON.stringify(MARK + part)));
  return JSON.parse(quoted);
}

/** The reverse of parsePythonJson, indented by two. */
export function printPythonJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/"\\u0001(-?Infinity|NaN)"/g, '$1');
}
