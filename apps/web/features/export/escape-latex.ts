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

/** Text that LaTeX prints as it stands. */
export function escapeLatex(text: string): string {
  return text.replaceAll(/[\\~^±×−–÷≥≤&%$#_{}]/g, (character) => REPLACEMENTS[character] ?? `\\${character}`);
}
