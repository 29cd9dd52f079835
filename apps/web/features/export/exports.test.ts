import { describe, expect, it } from '@jest/globals';
import { toCsv, toJson } from './formats.ts';
import type { ShownTable } from './shown-table.ts';
import { toLatex } from './to-latex.ts';

const TABLE: ShownTable = {
  title: 'Models & costs',
  columns: [
    { id: 'model', title: 'Model', about: '', numeric: false, isDetail: false },
    { id: 'average', title: 'Average', about: '95 %', numeric: true, isDetail: false },
    { id: 'average_standard_error', title: 'average_standard_error', about: 'of average', numeric: true, isDetail: true },
  ],
  rows: [
    [
      { value: 'a, "b"', text: 'a, "b"' },
      { value: 0.1 + 0.2, text: '0.300 ± 0.010' },
      { value: 0.01, text: '' },
    ],
    [
      { value: '=cmd|1', text: '50%_x' },
      { value: null, text: '–' },
      { value: null, text: '' },
    ],
  ],
};

describe('exports of a table', () => {
  it('CSV keeps full precision, quotes what needs it, and disarms formulas', () => {
    expect(toCsv(TABLE)).toBe('model,average,average_standard_error\r\n"a, ""b""",0.30000000000000004,0.01\r\n\'=cmd|1,,\r\n');
  });

  it('CSV leaves negative numbers alone', () => {
    const negative = {
      ...TABLE,
      rows: [
        [
          { value: 'x', text: 'x' },
          { value: -1.5, text: '' },
          { value: null, text: '' },
        ],
      ],
    };
    expect(toCsv(negative)).toContain('x,-1.5,');
  });

  it('JSON holds rows by column name, null for what is not there', () => {
    expect(JSON.parse(toJson(TABLE, 'http://x/?a=1'))).toEqual({
      title: 'Models & costs',
      url: 'http://x/?a=1',
      columns: [
        { id: 'model', title: 'Model', about: '' },
        { id: 'average', title: 'Average', about: '95 %' },
        { id: 'average_standard_error', title: 'average_standard_error', about: 'of average' },
      ],
      rows: [
        { model: 'a, "b"', average: 0.30000000000000004, average_standard_error: 0.01 },
        { model: '=cmd|1', average: null, average_standard_error: null },
      ],
    });
  });

  it('LaTeX is a booktabs table of what is read, escaped, with the address in its caption', () => {
    const latex = toLatex(TABLE, 'http://x/?a=1&b=50%25');
    expect(latex).toContain('\\begin{tabular}{lr}\n    \\toprule\n    Model & Average \\\\\n    \\midrule\n');
    expect(latex).toContain('    a, "b" & 0.300 $\\pm$ 0.010 \\\\\n    50\\%\\_x & -- \\\\\n    \\bottomrule');
    expect(latex).toContain('\\caption{Models \\& costs. Lamina, \\url{http://x/?a=1\\&b=50\\%25}}');
  });

  it('LaTeX of many columns is scaled to the page', () => {
    const columns = Array.from({ length: 17 }, (_, index) => ({
      id: `${index}`,
      title: `c${index}`,
      about: '',
      numeric: true,
      isDetail: false,
    }));
    expect(toLatex({ title: 'Wide', columns, rows: [] }, 'http://x/')).toMatch(
      /\\resizebox\{\\textwidth\}\{!\}\{%\n[\s\S]*\\end\{tabular\}\}\n/,
    );
  });

  it('cite no address that means another machine elsewhere', () => {
    for (const url of ['http://localhost:3000/?a=1', 'http://127.0.0.1/', 'http://[::1]:3000/', 'http://lamina.localhost/']) {
      expect(toLatex(TABLE, url)).toContain('\\caption{Models \\& costs. Lamina.}');
      expect(JSON.parse(toJson(TABLE, url)).url).toBeNull();
    }
  });
});
