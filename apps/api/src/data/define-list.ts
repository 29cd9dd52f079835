import type { Sql } from '@lamina/database';
import type { ClassType } from 'type-graphql';
import { createConnectionType } from '../paging/create-connection-type.ts';
import { createFilterInput, type FilterFields, type FilterOf, listTests } from '../paging/filter-input.ts';
import { createListArgs, createOrderInput, type DefaultOrder } from '../paging/list-args.ts';
import { encodeGlobalId } from './global-id.ts';
import type { List, ListSource } from './list.ts';
import type { OrderColumn } from './order-column.ts';

type SqlFilters = FilterFields<readonly Sql[]>;

/** The complete definition of a noun's list. */
export interface ListDefinition<Row extends object, Stored, Filters extends SqlFilters, OrderField extends string> extends ListSource {
  /** The class of its rows in the schema. */
  readonly type: ClassType<Row>;
  readonly filter: Filters;
  /** The columns that callers may sort by, by the names of the list's enum. */
  readonly order: Readonly<Record<OrderField, OrderColumn>>;
  readonly defaultOrder: DefaultOrder<NoInfer<OrderField>>;
  /**
   * Builds the API's row, without its global id, from the columns. This is the only place that trusts SQL's types. Default: the columns unchanged.
   */
  readonly toFields?: (record: Stored) => Omit<Row, 'id' | '__typename'>;
}

/** Creates a list from its definition: the parts of its SQL statements, and the GraphQL types of its pages, arguments, filter and order. */
export function defineList<Row extends object, Stored, Filters extends SqlFilters, OrderField extends string>(
  definition: ListDefinition<Row, Stored, Filters, OrderField>,
): List<Row, FilterOf<Filters>, OrderField> {
  const { filter, defaultOrder, toFields, ...source } = definition;
  const { name, type, key, columns, order } = source;
  const toBareRow = (record: unknown): Row => (toFields === undefined ? record : toFields(record as Stored)) as Row;
  const Filter = createFilterInput(name, `Filter of ${name} rows: all conditions must hold; a null condition is ignored.`, filter);
  const description = `Columns that ${article(name)} ${name} list can be sorted by.`;
  const Order = createOrderInput<OrderField>({ noun: name, description, columns: order });
  return {
    ...source,
    // A list without such columns reads the key for the field `id` only.
    ...(columns === undefined ? { fieldColumns: { id: { key }, ...source.fieldColumns } } : { columns: { key, ...columns } }),
    defaultOrder: defaultOrder.columns,
    baseConditions: [],
    toRow: (record) => ({ ...toBareRow(record), id: encodeGlobalId(name, getKey(record)) }),
    toBareRow,
    Page: createConnectionType(name, type),
    Args: createListArgs(Filter, Order, defaultOrder.words),
    Filter,
    listConditions: (values) => listTests<readonly Sql[], Filters>(filter, values).flat(),
  };
}

function article(noun: string): string {
  return /^[AEIOU]/.test(noun) ? 'an' : 'a';
}

function getKey(record: unknown): string {
  return (record as { readonly key: string }).key;
}
