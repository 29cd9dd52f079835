import { getAt } from '@lamina/errors';
import { isPublicAddress } from './is-public-address.ts';
import type { ShownTable } from './shown-table.ts';

const REPLACEMENTS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '±': '$\\pm$',
  '×': '$\\times$',
  '−': '$-$',
  '–': '--',
  '÷': '$\\div$',
  '≥': '$\\geq$',
  '≤': '$\\leq$',
};

/** Escapes text so that LaTeX prints it literally. */
function escapeLatex(text: string): string {
  return text.replaceAll(/[\\~^±×−–÷≥≤&%$#_{}]/g, (character) => REPLACEMENTS[character] ?? `\\${character}`);
}

/** A table with more columns than this is scaled to the text width. */
const MAX_UNSCALED = 8;

/** A table environment with booktabs rules. The caption contains the permanent URL if there is one. */
export function toLatex({ title, columns, rows }: ShownTable, url: string): string {
  const shown = columns.flatMap((column, index) => (column.isDetail ? [] : [{ column, index }]));
  const line = (cells: readonly string[]) => `    ${cells.join(' & ')} \\\\`;
  const isScaled = shown.length > MAX_UNSCALED;
  return [
    `% Needs \\usepackage{booktabs} and \\usepackage{hyperref}${isScaled ? ', and \\usepackage{graphicx} to fit the page' : ''}`,
    '\\begin{table}',
    '  \\centering',
    ...(isScaled ? ['  \\resizebox{\\textwidth}{!}{%'] : []),
    `  \\begin{tabular}{${shown.map(({ column }) => (column.numeric ? 'r' : 'l')).join('')}}`,
    '    \\toprule',
    line(shown.map(({ column }) => escapeLatex(column.title))),
    '    \\midrule',
    ...rows.map((row) => line(shown.map(({ index }) => escapeLatex(getAt(row, index).text)))),
    '    \\bottomrule',
    `  \\end{tabular}${isScaled ? '}' : ''}`,
    `  \\caption{${escapeLatex(title)}.${isPublicAddress(url) ? ` Lamina, \\url{${escapeUrl(url)}}` : ' Lamina.'}}`,
    '\\end{table}',
    '',
  ].join('\n');
}

/** Inside a caption, \url needs its special characters escaped. */
function escapeUrl(url: string): string {
  return url.replaceAll(/[%#&_{}~^\\]/g, (character) => `\\${character}`);
}
