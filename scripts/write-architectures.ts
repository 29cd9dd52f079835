import { readFileSync, writeFileSync } from 'node:fs';
import { listArchitectures } from '../packages/engine/src/model/open/list-architectures.fixture.ts';

/** Writes the table of docs/architectures.md; architectures.test.ts fails if the table is out of date. */
const page = readFileSync('docs/architectures.md', 'utf8');
const table = listArchitectures(JSON.parse(readFileSync('packages/engine/fixtures/architectures.json', 'utf8')));
writeFileSync(
  'docs/architectures.md',
  page.replace(/(<!-- table -->\n)[\s\S]*?(<!-- \/table -->)/, (_, start, end) => `${start}${table}\n${end}`),
);
