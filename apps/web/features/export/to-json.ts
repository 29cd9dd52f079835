import { getAt } from '@lamina/errors';
import { isPublicAddress } from './is-public-address.ts';
import type { ShownGroup, ShownTable } from './shown-table.ts';

/** Rows as objects with column names as keys, in full precision, with their source URL, or null if it is not public; of grouped rows also the aggregates of each group. */
export function toJson({ title, columns, groups, rows }: ShownTable, url: string): string {
  const records = rows.map((row) => Object.fromEntries(columns.map(({ id }, index) => [id, getAt(row, index).value])));
  const content = {
    title,
    url: isPublicAddress(url) ? url : null,
    columns: columns.map(({ id, title: label }) => ({ id, title: label })),
    ...(groups && { groups: groups.map((group) => toGroup(group, columns)) }),
    rows: records,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function toGroup({ name, rowCount, aggregates }: ShownGroup, columns: ShownTable['columns']) {
  const entries = columns.flatMap(({ id }, index) => {
    const found = aggregates[index];
    return found ? [[id, { kind: found.kind, count: found.count, value: found.value }] as const] : [];
  });
  return { name, rowCount, aggregates: Object.fromEntries(entries) };
}
