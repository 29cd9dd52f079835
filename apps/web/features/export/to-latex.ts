import { escapeLatex } from './escape-latex.ts';
import type { ShownTable } from './shown-table.ts';

/** A table environment with booktabs rules; the caption carries the permanent address. */
export function toLatex({ title, columns, rows }: ShownTable, url: string): string {
  const shown = columns.flatMap((column, index) => (column.isDetail ? [] : [{ column, index }]));
  const line = (cells: readonly string[]) => `    ${cells.join(' & ')} \\\\`;
  return [
    '% Needs \\usepackage{booktabs} and \\usepackage{hyperref}',
    '\\begin{table}',
    '  \\centering',
    `  \\begin{tabular}{${shown.map(({ column }) => (column.numeric ? 'r' : 'l')).join('')}}`,
    '    \\toprule',
    line(shown.map(({ column }) => escapeLatex(column.title))),
    '    \\midrule',
    ...rows.map((row) => line(shown.map(({ index }) => escapeLatex(row[index]?.text ?? '')))),
    '    \\bottomrule',
    '  \\end{tabular}',
    `  \\caption{${escapeLatex(title)}. Lamina, \\url{${escapeUrl(url)}}}`,
    '\\end{table}',
    '',
  ].join('\n');
}

/** Inside a caption, \url needs its special characters escaped. */
function escapeUrl(url: string): string {
  return url.replaceAll(/[%#&_{}~^\\]/g, (character) => `\\${character}`);
}
