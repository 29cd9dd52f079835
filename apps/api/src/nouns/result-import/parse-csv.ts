import { AppError } from '@lamina/errors';

/** One cell and its separator: quoted (with doubled quotes inside) or plain. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/**
 * The rows of comma-separated values (RFC 4180) as objects with the first line's names as keys; empty cells are left out.
 * @throws AppError BAD_USER_INPUT naming the line.
 */
export function parseCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const [names = [], ...lines] = parseCsvLines(text);
  return lines.map((cells, index) => toCsvRow(names, cells, index + 2));
}

/**
 * The cells of one line with the first line's names as keys; `number` starts at 1. @throws AppError BAD_USER_INPUT if the number of cells differs.
 */
export function toCsvRow(names: readonly string[], cells: readonly string[], number: number): Readonly<Record<string, string>> {
  if (cells.length !== names.length) {
    const place = `line ${number} of the CSV has ${cells.length} cells, the first line ${names.length}`;
    throw new AppError('BAD_USER_INPUT', `${place}. Quote cells that hold commas.`);
  }
  return Object.fromEntries(names.map((name, column) => [name.trim(), cells[column] ?? '']).filter(([, value]) => value !== ''));
}

/** The cells of every line. @throws AppError BAD_USER_INPUT for an unterminated quote; line numbers start at `first`. */
export function parseCsvLines(text: string, first = 1): readonly (readonly string[])[] {
  // Spreadsheets write a byte order mark, which is not part of the first name.
  const body = text.replace(/^\uFEFF/, '').replace(/(\r?\n)+$/, '');
  const lines: string[][] = [[]];
  for (let position = 0; ; ) {
    CELL.lastIndex = position;
    const match = CELL.exec(body);
    if (match === null)
      throw new AppError('BAD_USER_INPUT', `Line ${first + lines.length - 1} of the CSV has a quote that does not end its cell.`);
    const [cell, quoted, plain = '', end] = match;
    lines.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    position += cell.length;
    if (end === '') return lines;
    if (end !== ',') lines.push([]);
  }
}
