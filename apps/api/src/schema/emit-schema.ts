import { readFile, writeFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildApiSchema } from './build-api-schema.ts';

// Writes apps/api/schema.graphql; with --check only compares, exit code 1 on a difference.
const path = new URL('../../schema.graphql', import.meta.url);
const text = printApiSchema();
if (!process.argv.includes('--check')) await writeFile(path, text);
else if ((await readFile(path, 'utf8')) !== text) {
  process.stderr.write('CONFLICT: apps/api/schema.graphql differs from the source; run `npm run generate` and commit it.\n');
  process.exitCode = 1;
}

/** The committed text of the schema. It is sorted, so that moving code does not change it. */
function printApiSchema(): string {
  return `# Printed from apps/api/src by \`npm run generate\`; do not edit.\n\n${printSchema(lexicographicSortSchema(buildApiSchema()))}\n`;
}
