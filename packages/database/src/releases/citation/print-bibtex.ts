import { ANONYMOUS_AUTHORS, type CitationFacts } from './citation-facts.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '%': '\\%',
  '&': '\\&',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

/** The citation as a BibTeX entry. */
export function printBibtex({ version, title, authors, url, cut, sha256 }: CitationFacts): string {
  const names = authors.length > 0 ? authors : ANONYMOUS_AUTHORS;
  const fields = {
    title: `{${escapeText(title)}}`,
    author: names.map((name) => `{${escapeText(name)}}`).join(' and '),
    year: String(cut.getUTCFullYear()),
    version: escapeText(version),
    url,
    note: sha256 && `SHA-256 ${sha256}`,
  };
  const key = `lamina-${version.replace(/[^A-Za-z0-9.-]/g, '')}`;
  const lines = Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [`  ${name} = {${value}},`]));
  return `@misc{${key},\n${lines.join('\n')}\n}\n`;
}

function escapeText(text: string): string {
  return text.replace(/[\\{}%&$#_~^]/g, (character) => ESCAPES[character] ?? character);
}
