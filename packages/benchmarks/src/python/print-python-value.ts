/** Prints a value as Python does in a template: str() for texts and numbers, repr() inside lists and dicts. */
export function printPythonValue(value: unknown): string {
  return typeof value === 'string' ? value : printRepr(value);
}

function printRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return printQuoted(value);
  if (Array.isArray(value)) return `[${value.map(printRepr).join(', ')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([key, each]) => `${printQuoted(key)}: ${printRepr(each)}`);
    return `{${entries.join(', ')}}`;
  }
  return String(value);
}

function printQuoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const named: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', [quote]: `\\${quote}` };
  const escaped = [...text].map((character) => named[character] ?? escapeControl(character)).join('');
  return quote + escaped + quote;
}

function escapeControl(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 || (code >= 0x7f && code < 0xa1) ? `\\x${code.toString(16).padStart(2, '0')}` : character;
}
