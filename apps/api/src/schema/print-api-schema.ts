import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildApiSchema } from './build-api-schema.ts';

/** The committed text of the schema. It is sorted, so that moving code does not change it. */
export function printApiSchema(): string {
  return `# Printed from apps/api/src by \`npm run generate\`; do not edit.\n\n${printSchema(lexicographicSortSchema(buildApiSchema()))}\n`;
}
