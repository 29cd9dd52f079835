import { getAt } from '@lamina/errors';
import { escapeLatex } from './escape-latex.ts';
import { isPublicAddress } from './is-public-address.ts';
import type { ShownAggregate, ShownCell, ShownTable } from './shown-table.ts';

/** A table with more columns than this is scaled to the text width. */
const MAX_UNSCALED = 8;

/** A table environment with booktabs rules; groups have their own headings with their aggregates. The caption contains the permanent URL if there is one. */
export function toLatex({ title, columns, groupedBy, groups, rows }: ShownTable, url: string): string {
  const shown = columns.flatMap((column, index) => (column.isDetail || column.id === groupedBy ? [] : [{ column, index }]));
  const line = (cells: readonly string[]) => `    ${cells.join(' & ')} \\\\`;
  const isScaled = shown.length > MAX_UNSCALED;
  const body = rows.flatMap((row, place) => {
    const cells = line(shown.map(({ index }) => escapeLatex(getAt(row, index).text)));
    const group = groupedBy === undefined ? null : findGroup(row, rows[place - 1]);
    if (group === null) return [cells];
    const aggregates = groups?.find(({ name }) => name === group)?.aggregates;
    return [
      line(
        writeGroup(
          group,
          shown.map(({ index }) => aggregates?.[index] ?? null),
        ),
      ),
      cells,
    ];
  });
  return [
    `% Needs \\usepackage{booktabs} and \\usepackage{hyperref}${isScaled ? ', and \\usepackage{graphicx} to fit the page' : ''}`,
    '\\begin{table}',
    '  \\centering',
    ...(isScaled ? ['  \\resizebox{\\textwidth}{!}{%'] : []),
    `  \\begin{tabular}{${shown.map(({ column }) => (column.numeric ? 'r' : 'l')).join('')}}`,
    '    \\toprule',
    line(shown.map(({ column }) => escapeLatex(column.title))),
    '    \\midrule',
    ...body,
    '    \\bottomrule',
    `  \\end{tabular}${isScaled ? '}' : ''}`,
    `  \\caption{${escapeLatex(title)}.${isPublicAddress(url) ? ` Lamina, \\url{${escapeUrl(url)}}` : ' Lamina.'}}`,
    '\\end{table}',
    '',
  ].join('\n');
}

/** The cells of a group's heading: its name over the columns before the first aggregate, then the aggregates. */
function writeGroup(name: string, aggregates: readonly (ShownAggregate | null)[]): string[] {
  const first = aggregates.findIndex((one, index) => index > 0 && one !== null);
  const span = first < 0 ? aggregates.length : first;
  const texts = aggregates.slice(span).map((one) => (one === null ? '' : `\\emph{${escapeLatex(one.text)}}`));
  return [`\\multicolumn{${span}}{l}{\\emph{${escapeLatex(name)}}}`, ...texts];
}

/** The group that starts with this row (its first cell names it); null if the previous row is in the same group. */
function findGroup(row: readonly ShownCell[], before: readonly ShownCell[] | undefined): string | null {
  const group = getAt(row, 0).text;
  return before?.[0]?.text === group ? null : group;
}

/** Inside a caption, \url needs its special characters escaped. */
function escapeUrl(url: string): string {
  return url.replaceAll(/[%#&_{}~^\\]/g, (character) => `\\${character}`);
}
