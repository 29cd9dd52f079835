import { registerEnumType } from 'type-graphql';

/** How an imported table is written. */
export const TableFormat = { JSON: 'JSON', CSV: 'CSV' } as const;
export type TableFormat = (typeof TableFormat)[keyof typeof TableFormat];

registerEnumType(TableFormat, {
  name: 'TableFormat',
  description: 'How an imported table is written.',
  valuesConfig: {
    JSON: { description: 'An array of objects, one per row.' },
    CSV: { description: 'Comma-separated values (RFC 4180) whose first line names the columns.' },
  },
});
