export { toCsv } from './to-csv.ts';
export { toJson } from './to-json.ts';
export { toLatex } from './to-latex.ts';
