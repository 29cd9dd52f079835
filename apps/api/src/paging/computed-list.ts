import type { ClassType } from 'type-graphql';
import type { SchemaType, SchemaValue } from './field.ts';
import { createFilterInput, type FilterField, type FilterFields, type FilterOf, listTests } from './filter-input.ts';
import { createOrderInput, type DefaultOrder, type ListArgs, type OrderDescription, type OrderInput } from './list-args.ts';
import { OrderDirection } from './order-direction.ts';
import { type ComputedColumn, type ComputedPage, pageInMemory } from './page-in-memory.ts';

/** A condition of a computed list: the predicate for a value of the filter. */
export type RowFilter<Row, Value> = FilterField<Value, (row: Row) => boolean>;

type RowFilters<Row> = FilterFields<(row: Row) => boolean>;
type ComputedOrder<Row> = Pick<ComputedColumn<Row>, 'type' | 'read'> & OrderDescription['columns'][string];

/** The complete definition of a list that is computed, not stored. */
export interface ComputedListDefinition<Row, Filters extends RowFilters<Row>, OrderField extends string> {
  readonly name: string;
  readonly filter: Filters;
  readonly filterDescription: string;
  readonly order: Readonly<Record<OrderField, ComputedOrder<Row>>>;
  readonly orderDescription: string;
  readonly defaultOrder: DefaultOrder<NoInfer<OrderField>>;
  readonly readKey: (row: Row) => string;
}

/** A computed list: the GraphQL types of its filter and order, and functions that filter, sort and page its rows. */
export interface ComputedList<Row, Filter extends object, OrderField extends string> {
  readonly Filter: ClassType<Filter>;
  readonly Order: ClassType<OrderInput<OrderField>>;
  readonly filterRows: (rows: readonly Row[], filter: Filter | null | undefined) => readonly Row[];
  /** One page of rows that are already chosen. @throws AppError BAD_USER_INPUT for an invalid page. */
  readonly pageRows: (rows: readonly Row[], args: Pick<ListArgs<Filter, OrderField>, 'first' | 'after' | 'orderBy'>) => ComputedPage<Row>;
}

/** The filter of a computed list as callers give it. */
export type FilterIn<List> = List extends ComputedList<infer _Row, infer Filter, infer _Order> ? Filter : never;

/** The names of a computed list's order columns. */
export type OrderIn<List> = List extends ComputedList<infer _Row, infer _Filter, infer OrderField> ? OrderField : never;

/** A computed list from its definition. */
export function defineComputedList<Row, Filters extends RowFilters<Row>, OrderField extends string>(
  definition: ComputedListDefinition<Row, Filters, OrderField>,
): ComputedList<Row, FilterOf<Filters>, OrderField> {
  const { name, filter: fields, order, defaultOrder, readKey } = definition;
  return {
    Filter: createFilterInput(name, definition.filterDescription, fields),
    Order: createOrderInput({ noun: name, description: definition.orderDescription, columns: order }),
    filterRows(rows, filter) {
      if (filter === null || filter === undefined) return rows;
      const tests = listTests<(row: Row) => boolean, Filters>(fields, filter);
      return rows.filter((row) => tests.every((test) => test(row)));
    },
    pageRows(rows, { first, after, orderBy }) {
      const inputs = orderBy && orderBy.length > 0 ? orderBy : defaultOrder.columns;
      const columns = inputs.map(({ field, direction }) => ({ ...order[field], field, direction: direction ?? OrderDirection.ASC }));
      return pageInMemory({ rows, columns, readKey, first: first ?? null, after: after ?? null });
    },
  };
}

/** Rows whose value is one of these. */
export function amongValues<Row, Type extends SchemaType>(
  type: Type,
  read: (row: Row) => string | null,
  description: string,
): RowFilter<Row, readonly SchemaValue<Type>[]> {
  return {
    type: () => [type],
    description,
    test: (values: readonly unknown[]) => (row) => {
      const value = read(row);
      return value !== null && values.includes(value);
    },
  };
}

/** Rows whose text contains every word; case is ignored. */
export function withWords<Row>(read: (row: Row) => string, description: string): RowFilter<Row, string> {
  return {
    type: () => String,
    description,
    test: (search) => {
      const words = search.toLowerCase().split(/\s+/);
      return (row) => words.every((word) => read(row).toLowerCase().includes(word));
    },
  };
}

/** Rows whose number is within bounds; rows without a number do not match. `type` is one of the range inputs. */
export function withinRange<Row>(
  type: new () => { readonly gte?: number | null; readonly lte?: number | null },
  read: (row: Row) => number | null,
  description: string,
): RowFilter<Row, { readonly gte?: number | null; readonly lte?: number | null }> {
  return {
    type: () => type,
    description,
    test:
      ({ gte, lte }) =>
      (row) => {
        const value = read(row);
        return value !== null && value >= (gte ?? -Infinity) && value <= (lte ?? Infinity);
      },
  };
}
