import type { Sql } from './sql.ts';

const known = new WeakMap<Sql, readonly string[]>();

/**
 * The names under which a list of columns comes back, as `x."index", count(*) AS "count"` gives index and count.
 * @throws Error for a column that does not end in its quoted name.
 */
export function listColumnNames(columns: Sql): readonly string[] {
  const names = known.get(columns) ?? splitAtCommas(columns.sql).map(readName);
  known.set(columns, names);
  return names;
}

function readName(column: string): string {
  const name = /"(\w+)"\s*$/.exec(column)?.[1];
  if (name === undefined) throw new Error(`The column "${column}" has no name: end it with AS "name"`);
  return name;
}

/** Splits at the commas that no parenthesis or bracket encloses. */
function splitAtCommas(text: string): readonly string[] {
  const pieces = [''];
  let depth = 0;
  for (const character of text) {
    if ('(['.includes(character)) depth += 1;
    if (')]'.includes(character)) depth -= 1;
    if (character === ',' && depth === 0) pieces.push('');
    else pieces[pieces.length - 1] += character;
  }
  return pieces;
}
