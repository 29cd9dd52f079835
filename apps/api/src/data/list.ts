import type { ClassType } from 'type-graphql';
import type { Connection } from '../paging/create-connection-type.ts';
import type { ListArgs, OrderInput } from '../paging/list-args.ts';
import type { SelectedColumns } from './columns.ts';
import type { Node } from './node.type.ts';
import type { NodeTypeName } from './node-type-name.ts';
import type { OrderColumn } from './order-column.ts';
import type { Sql } from './sql.ts';

/** A column that holds a parent's key. */
export interface ListLink {
  readonly column: Sql;
  /** Whether children of revisions that are no longer current are left out, as they are from whole lists. */
  readonly isCurrentOnly?: boolean;
  /** Columns of the default order that are the same for all children of one parent: sorting by them would only cost their joins. */
  readonly constantOrder?: readonly string[];
}

/** Where the rows of a list are, in SQL. */
export interface ListSource {
  /** Tables and joins. Joins to the one row that a row belongs to are LEFT JOINs: PostgreSQL leaves out those that a statement does not need. */
  readonly from: Sql;
  /** The unique column that ends every order. */
  readonly key: Sql;
  readonly links: Readonly<Record<string, ListLink>>;
  /** The table without its joins, where they neither add nor drop rows: what a list without conditions is counted in. Null = as `from`. */
  readonly alone: Sql | null;
  /** True for rows of current revisions; null for types that have no revisions. */
  readonly currentCondition: Sql | null;
  /** When a row was stored, for types that releases hold; null for the others. */
  readonly storedAt: Sql | null;
  /** Tables and joins around another revision of each model than its current one, where they differ from `from`. */
  readonly fromRevision: ((revision: Sql) => Sql) | null;
  /** A unique text by which rows are found; null where there is none. */
  readonly nameColumn: Sql | null;
}

/** One noun's rows: how they are read, filtered, sorted and shown. Made by defineList; resolvers and the reader take it as a whole. */
export interface List<Row extends object, Filter extends object, OrderField extends string> extends ListSource {
  readonly name: NodeTypeName;
  /** Columns that every row is read with; null = none. */
  readonly columns: SelectedColumns | null;
  /** Further columns, by the field of the schema that needs them: left out where an operation does not ask for it. */
  readonly fieldColumns: Readonly<Record<string, SelectedColumns>>;
  readonly order: Readonly<Record<string, OrderColumn>>;
  readonly defaultOrder: readonly OrderInput<OrderField>[];
  /** True for every row of its lists. */
  readonly baseConditions: readonly Sql[];
  /** The API's row from what the columns hold. */
  readonly toRow: (record: unknown) => Row;
  /** As toRow, but without the global id, which costs more than the rest of a row. */
  readonly toBareRow: (record: unknown) => Row;
  /** The GraphQL types of its rows, pages, arguments and filter. */
  readonly type: ClassType<Row>;
  readonly Page: ClassType<Connection<Row>>;
  readonly Args: ClassType<ListArgs<Filter, OrderField>>;
  readonly Filter: ClassType<Filter>;
  /** The conditions that a filter stands for. @throws AppError BAD_USER_INPUT. */
  listConditions(filter: Filter): readonly Sql[];
}

/** Any list, for what only its rows matter to. */
export type AnyList<Row extends object = Node> = List<Row, object, string>;

/** The filter of a list as callers give it. */
export type FilterIn<Handle> = Handle extends List<infer _Row, infer Filter, infer _Order> ? Filter : never;

/** The arguments of a list as callers give them. */
export type ArgsOf<Handle> = Handle extends List<infer _Row, infer Filter, infer OrderField> ? ListArgs<Filter, OrderField> : never;
