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
export function escapeLatex(text: string): string {
  return text.replaceAll(/[\\~^±×−–÷≥≤&%$#_{}]/g, (character) => REPLACEMENTS[character] ?? `\\${character}`);
}
