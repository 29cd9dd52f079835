import { AppError } from '@lamina/errors';

/** One cell and what ends it: quoted with doubled quotes inside, or plain. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/**
 * The rows of comma-separated values (RFC 4180) as objects by the first line's names; empty cells are left out.
 * @throws AppError BAD_USER_INPUT naming the line.
 */
export function parseCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const [names = [], ...lines] = readLines(text);
  return lines.map((cells, index) => {
    if (cells.length !== names.length) {
      const place = `line ${index + 2} of the CSV has ${cells.length} cells, the first line ${names.length}`;
      throw new AppError('BAD_USER_INPUT', `${place}. Quote cells that hold commas.`);
    }
    return Object.fromEntries(names.map((name, column) => [name.trim(), cells[column] ?? '']).filter(([, value]) => value !== ''));
  });
}

function readLines(text: string): readonly (readonly string[])[] {
  // A byte order mark, as spreadsheets write it, belongs to no name.
  const body = text.replace(/^\uFEFF/, '').replace(/(\r?\n)+$/, '');
  const lines: string[][] = [[]];
  for (let position = 0; ; ) {
    CELL.lastIndex = position;
    const match = CELL.exec(body);
    if (match === null) throw new AppError('BAD_USER_INPUT', `Line ${lines.length} of the CSV has a quote that does not end its cell.`);
    const [cell, quoted, plain = '', end] = match;
    lines.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    position += cell.length;
    if (end === '') return lines;
    if (end !== ',') lines.push([]);
  }
}
