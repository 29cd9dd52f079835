import { readFile, writeFile } from 'node:fs/promises';
import { buildApiSchema } from './build-api-schema.ts';
import { printApiSchema } from './print-api-schema.ts';
import { printReference } from './print-reference.ts';

// Writes apps/api/schema.graphql and the reference below the marker in docs/api.md; with --check only compares, exit code 1 on a difference.
const MARKER = '<!-- Everything below is printed from the schema by `npm run generate`; do not edit it. -->\n';
const schemaPath = new URL('../../schema.graphql', import.meta.url);
const guidePath = new URL('../../../../docs/api.md', import.meta.url);
const [guide = ''] = (await readFile(guidePath, 'utf8')).split(MARKER);
const files = [
  { name: 'apps/api/schema.graphql', path: schemaPath, text: printApiSchema() },
  { name: 'docs/api.md', path: guidePath, text: `${guide}${MARKER}\n${printReference(buildApiSchema())}` },
];
for (const { name, path, text } of files) {
  if (!process.argv.includes('--check')) await writeFile(path, text);
  else if ((await readFile(path, 'utf8')) !== text) {
    process.stderr.write(`CONFLICT: ${name} differs from the source; run \`npm run generate -w apps/api\` and commit it.\n`);
    process.exitCode = 1;
  }
}
