import { ArgsType, type ClassType, Field, InputType } from 'type-graphql';
import { defineEnum } from './define-enum.ts';
import { OrderDirection } from './order-direction.ts';
import { PageArgs } from './page.args.ts';

/** One column of an order, as a caller gives it. */
export interface OrderInput<OrderField extends string> {
  readonly field: OrderField;
  readonly direction?: OrderDirection | null;
}

/** The arguments of a list. */
export interface ListArgs<Filter, OrderField extends string> {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly filter?: Filter | null;
  readonly orderBy?: readonly OrderInput<OrderField>[] | null;
}

/** The default order of a list: its columns and a description. */
export interface DefaultOrder<OrderField extends string> {
  readonly words: string;
  readonly columns: readonly OrderInput<OrderField>[];
}

/** Smallest first. */
export function ascending<OrderField extends string>(field: OrderField): OrderInput<OrderField> {
  return { field, direction: OrderDirection.ASC };
}

/** Largest first. */
export function descending<OrderField extends string>(field: OrderField): OrderInput<OrderField> {
  return { field, direction: OrderDirection.DESC };
}

/** Descriptions of a list's order in the schema. */
export interface OrderDescription {
  /** Name of the listed type; the order's name is `${noun}Order`. */
  readonly noun: string;
  /** Description of the enum of columns. */
  readonly description: string;
  readonly columns: Readonly<Record<string, { readonly description: string }>>;
}

/** The input type that sorts one list: a column of the list's own enum and a direction. */
export function createOrderInput<OrderField extends string>({
  noun,
  description,
  columns,
}: OrderDescription): ClassType<OrderInput<OrderField>> {
  const values = Object.entries(columns).map(([name, column]) => [name, [name, column.description]] as const);
  const OrderFields = defineEnum(`${noun}OrderField`, description, Object.fromEntries(values));

  @InputType(`${noun}Order`, { description: `A column by which ${noun} rows are sorted, and its direction.` })
  class Order implements OrderInput<OrderField> {
    @Field(() => OrderFields, { description: 'The column to sort by.' })
    readonly field!: OrderField;

    @Field(() => OrderDirection, { nullable: true, defaultValue: OrderDirection.ASC, description: 'Sort direction.' })
    readonly direction?: OrderDirection | null;
  }
  return Order;
}

/** The arguments that every list takes: page, filter and order. */
export function createListArgs<Filter extends object, OrderField extends string>(
  FilterInput: ClassType<Filter>,
  Order: ClassType<OrderInput<OrderField>>,
  defaultOrder: string,
): ClassType<ListArgs<Filter, OrderField>> {
  @ArgsType()
  class Args extends PageArgs implements ListArgs<Filter, OrderField> {
    @Field(() => FilterInput, { nullable: true, description: 'Which rows are listed.' })
    readonly filter?: Filter | null;

    @Field(() => [Order], { nullable: true, description: `Sort order, most significant column first; default: ${defaultOrder}.` })
    readonly orderBy?: readonly OrderInput<OrderField>[] | null;
  }
  return Args;
}
