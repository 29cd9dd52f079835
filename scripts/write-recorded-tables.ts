import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printTables } from './record/print-tables.ts';
import { readRecorded } from './record/read-recorded.ts';

/** Writes docs/recorded-models.md from models/recorded; with `--check`, fails if the page is another one. */
const page = join(import.meta.dirname, '../docs/recorded-models.md');
const text = printTables(readRecorded(join(import.meta.dirname, '../models/recorded')));
if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (readFileSync(page, 'utf8') !== text) {
  process.stderr.write('docs/recorded-models.md is not what models/recorded gives: run npm run docs:recorded\n');
  process.exit(1);
}
