import type { Sql } from '@lamina/database';
import type { ClassType } from 'type-graphql';
import type { Connection } from '../paging/create-connection-type.ts';
import type { ListArgs, OrderInput } from '../paging/list-args.ts';
import type { Columns } from './columns.ts';
import type { Node } from './node.type.ts';
import type { NodeTypeName } from './node-type-name.ts';
import type { OrderColumn } from './order-column.ts';

/** A column that holds a parent's key. */
export interface ListLink {
  readonly column: Sql;
  /** True if children of former revisions are excluded, as in whole lists. */
  readonly isCurrentOnly?: boolean;
  /** Columns of the default order that are equal for all children of one parent. Sorting by them would only cost their joins. */
  readonly constantOrder?: readonly string[];
}

/** The SQL source of a list's rows. */
export interface ListSource {
  readonly name: NodeTypeName;
  /** Columns that every row is read with, besides its key, by the names that `toFields` reads. */
  readonly columns?: Columns;
  /** Further columns, by the schema field that needs them; read only if an operation selects the field. */
  readonly fieldColumns?: Readonly<Record<string, Columns>>;
  /** Tables and joins. Joins to the one parent row are LEFT JOINs: PostgreSQL skips those that a statement does not need. */
  readonly from: Sql;
  /** The unique column at the end of every order. */
  readonly key: Sql;
  readonly links?: Readonly<Record<string, ListLink>>;
  /** The table without its joins, if the joins neither add nor remove rows; used to count a list without conditions. Default: `from`. */
  readonly alone?: Sql;
  /** True for rows of current revisions, of types that have revisions. */
  readonly currentCondition?: Sql;
  /** When a row was stored, of types that are part of releases. */
  readonly storedAt?: Sql;
  /** Tables and joins for another revision of each model than the current one, if they differ from `from`. */
  readonly fromRevision?: (revision: Sql) => Sql;
  /** A unique text column for lookups by name, of types that have names. */
  readonly nameColumn?: Sql;
}

/** The list of one noun: how its rows are read, filtered, sorted and shown. Created by defineList; used by resolvers and the reader. */
export interface List<Row extends object, Filter extends object, OrderField extends string> extends ListSource {
  readonly order: Readonly<Record<string, OrderColumn>>;
  readonly defaultOrder: readonly OrderInput<OrderField>[];
  /** Conditions that hold for every row of the list. */
  readonly baseConditions: readonly Sql[];
  /** Builds the API's row from the columns. */
  readonly toRow: (record: unknown) => Row;
  /** Like toRow, but without the global id, which costs more than the rest of a row. */
  readonly toBareRow: (record: unknown) => Row;
  /** The GraphQL types of its rows, pages, arguments and filter. */
  readonly type: ClassType<Row>;
  readonly Page: ClassType<Connection<Row>>;
  readonly Args: ClassType<ListArgs<Filter, OrderField>>;
  readonly Filter: ClassType<Filter>;
  /** The SQL conditions of a filter. @throws AppError BAD_USER_INPUT. */
  listConditions(filter: Filter): readonly Sql[];
}

/** A list of any type, for code that needs only its rows. */
export type AnyList<Row extends object = Node> = List<Row, object, string>;

/** The filter of a list as callers give it. */
export type FilterIn<Handle> = Handle extends List<infer _Row, infer Filter, infer _Order> ? Filter : never;

/** The arguments of a list as callers give them. */
export type ArgsOf<Handle> = Handle extends List<infer _Row, infer Filter, infer OrderField> ? ListArgs<Filter, OrderField> : never;
