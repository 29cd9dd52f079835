import { readFileSync, writeFileSync } from 'node:fs';
import { listArchitectures, listCoverage } from '@lamina/engine/list-architectures';

/** Writes the tables of docs/architectures.md; architectures.test.ts fails if one is out of date. */
const page = readFileSync('docs/architectures.md', 'utf8');
const table = listArchitectures(JSON.parse(readFileSync('packages/engine/fixtures/architectures.json', 'utf8')));
const coverage = listCoverage(readFileSync('packages/engine/fixtures/downloads-2026.csv', 'utf8'));
const written = Object.entries({ table, coverage }).reduce(
  (text, [name, rows]) =>
    text.replace(new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`), (_, start, end) => `${start}${rows}\n${end}`),
  page,
);
writeFileSync('docs/architectures.md', written);
