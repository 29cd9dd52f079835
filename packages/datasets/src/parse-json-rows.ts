import type { Row } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';

/**
 * Rows of a JSON text: one object per line (JSON Lines), or one list of objects. Empty lines are ignored.
 * @throws AppError BAD_USER_INPUT naming the line that is not an object
 */
export function parseJsonRows(text: string, path: string): Row[] {
  const content = text.replace(/^\ufeff/, '');
  if (/^\s*\[/.test(content)) {
    const list = parse(content, path, 1);
    return Array.isArray(list) ? list.map((row, place) => requireObject(row, path, `entry ${place}`)) : [];
  }
  return content
    .split('\n')
    .flatMap((line, place) => (line.trim() === '' ? [] : [requireObject(parse(line, path, place + 1), path, `line ${place + 1}`)]));
}

function parse(text: string, path: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', `${path} line ${line} is not valid JSON; expected one object per line, or one list of objects.`, {
      details: { path, line },
      cause,
    });
  }
}

function requireObject(value: unknown, path: string, place: string): Row {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  throw new AppError('BAD_USER_INPUT', `${path}: ${place} is not an object; expected a row such as {"question": "…"}.`, {
    details: { path },
  });
}
