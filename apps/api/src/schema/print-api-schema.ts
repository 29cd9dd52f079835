import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildApiSchema } from './build-api-schema.ts';

/** The schema's text as it is committed: sorted, so that a move in the source is no change. */
export function printApiSchema(): string {
  return `# Printed from apps/api/src by \`npm run generate\`; do not edit.\n\n${printSchema(lexicographicSortSchema(buildApiSchema()))}\n`;
}
